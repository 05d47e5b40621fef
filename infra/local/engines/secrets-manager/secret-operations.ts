import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsError } from '../http/aws-error';
import { blob, operation, type JsonOperation } from '../http/aws-json-protocol';
import { versionOf, type SecretStore } from './secret-store';
import type { SecretValue, SecretVersion, StoredSecret } from './stored-secret';

const SECRET_BYTES = 65_536;
const DAY_MILLISECONDS = 86_400_000;
const SecretId = z.object({ SecretId: z.string().min(1).max(2048) });
const Token = z.string().min(32).max(64).optional();
const Value = z.object({
  SecretString: z.string().max(SECRET_BYTES).optional(),
  SecretBinary: blob(1, SECRET_BYTES).optional(),
});

/** The operations of Secrets Manager that this stack needs; no rotation function, no replication, no policy. */
export function secretOperations(secrets: SecretStore): Readonly<Record<string, JsonOperation>> {
  return {
    CreateSecret: operation(
      Value.extend({
        Name: z.string().regex(/^[A-Za-z0-9/_+=.@-]{1,512}$/),
        ClientRequestToken: Token,
        Description: z.string().max(2048).optional(),
        KmsKeyId: z.string().optional(),
      }),
      async (input) => {
        const about = { name: input.Name, description: input.Description, kmsKeyId: input.KmsKeyId };
        const token = input.ClientRequestToken ?? randomUUID();
        const { secret, version } = await secrets.create(about, valueOf(input), token);
        return { ARN: secret.arn, Name: secret.name, VersionId: version?.id };
      },
    ),
    GetSecretValue: operation(
      SecretId.extend({ VersionId: z.string().optional(), VersionStage: z.string().optional() }),
      (input) => {
        const secret = secrets.find(input.SecretId);
        secrets.requireNotDeleted(secret);
        const version = versionOf(secret, input.VersionId, input.VersionStage);
        return {
          ...named(secret, version),
          SecretString: version.text,
          SecretBinary: version.binary,
          CreatedDate: version.createdAt / 1000,
        };
      },
    ),
    PutSecretValue: operation(
      SecretId.extend(Value.shape).extend({
        ClientRequestToken: Token,
        VersionStages: z.array(z.string().min(1).max(256)).min(1).max(20).optional(),
      }),
      async (input) => {
        const value = valueOf(input);
        if (value === undefined) {
          throw new AwsError('InvalidRequestException', 'You must provide either SecretString or SecretBinary.');
        }
        const secret = secrets.find(input.SecretId);
        const token = input.ClientRequestToken ?? randomUUID();
        return named(secret, await secrets.putVersion(secret, value, token, input.VersionStages));
      },
    ),
    DescribeSecret: operation(SecretId, (input) => describe(secrets.find(input.SecretId))),
    /** One page: a local stack has a handful of secrets. */
    ListSecrets: operation(z.object({}), () => ({
      SecretList: secrets
        .list()
        .filter(({ deletionAt }) => deletionAt === undefined)
        .map(describe),
    })),
    DeleteSecret: operation(
      SecretId.extend({
        RecoveryWindowInDays: z.int().min(7).max(30).optional(),
        ForceDeleteWithoutRecovery: z.boolean().default(false),
      }),
      async (input) => {
        if (input.ForceDeleteWithoutRecovery && input.RecoveryWindowInDays !== undefined) {
          throw new AwsError('InvalidParameterException', 'Recovery window and forced deletion exclude each other.');
        }
        const secret = secrets.find(input.SecretId);
        if (!input.ForceDeleteWithoutRecovery) secrets.requireNotDeleted(secret);
        const days = input.ForceDeleteWithoutRecovery ? 0 : (input.RecoveryWindowInDays ?? 30);
        const deletionAt = secrets.options.now().getTime() + days * DAY_MILLISECONDS;
        await secrets.delete(secret, deletionAt, input.ForceDeleteWithoutRecovery);
        return { ARN: secret.arn, Name: secret.name, DeletionDate: deletionAt / 1000 };
      },
    ),
    RestoreSecret: operation(SecretId, async (input) => {
      const secret = secrets.find(input.SecretId);
      await secrets.restore(secret);
      return { ARN: secret.arn, Name: secret.name };
    }),
  };
}

/** Undefined when none is given; both at once are refused. */
function valueOf(input: z.output<typeof Value>): SecretValue | undefined {
  if (input.SecretString !== undefined && input.SecretBinary !== undefined) {
    throw new AwsError('InvalidParameterException', "You can't specify both a binary and a text secret.");
  }
  if (input.SecretString !== undefined) return { text: input.SecretString };
  return input.SecretBinary && { binary: input.SecretBinary.toString('base64') };
}

function named(secret: StoredSecret, version: SecretVersion): object {
  return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: version.stages };
}

function describe(secret: StoredSecret): object {
  const staged = secret.versions.filter(({ stages }) => stages.length > 0);
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    RotationEnabled: false,
    CreatedDate: secret.createdAt / 1000,
    LastChangedDate: secret.changedAt / 1000,
    ...(secret.deletionAt !== undefined && { DeletedDate: secret.deletionAt / 1000 }),
    VersionIdsToStages: Object.fromEntries(staged.map(({ id, stages }) => [id, stages])),
  };
}
