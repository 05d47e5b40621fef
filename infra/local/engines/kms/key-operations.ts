import * as z from 'zod';
import { operation, type JsonOperation } from '../http/aws-json-protocol';
import { AwsError } from '../http/aws-error';
import { KEY_SPECS } from './key-seed';
import type { KeyStore } from './key-store';
import { KEY_USAGE, type StoredKey } from './stored-key';

const KeyId = z.object({ KeyId: z.string().min(1).max(2048) });
const ALGORITHMS = {
  SYMMETRIC_DEFAULT: { EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'] },
  HMAC_256: { MacAlgorithms: ['HMAC_SHA_256'] },
  ECC_NIST_EDWARDS25519: { SigningAlgorithms: ['ED25519_SHA_512'] },
} as const;
const DAY_MILLISECONDS = 86_400_000;

/** The life of a key: create, describe, list, enable, disable, schedule and cancel deletion, rotation, aliases. */
export function keyOperations(keys: KeyStore): Readonly<Record<string, JsonOperation>> {
  const setState = (state: 'Enabled' | 'Disabled') =>
    operation(KeyId, async (input) => {
      const key = keys.find(input.KeyId);
      keys.requireNotPendingDeletion(key);
      await keys.update(key, { state });
      return {};
    });
  const setRotation = (rotation: boolean) =>
    operation(KeyId, async (input) => {
      const key = keys.find(input.KeyId);
      keys.requireNotPendingDeletion(key);
      if (key.spec !== 'SYMMETRIC_DEFAULT') throw new AwsError('UnsupportedOperationException', '');
      await keys.update(key, { rotation });
      return {};
    });
  return {
    CreateKey: operation(
      z.object({
        Description: z.string().max(8192).default(''),
        KeySpec: z.enum(KEY_SPECS).default('SYMMETRIC_DEFAULT'),
        KeyUsage: z.enum(Object.values(KEY_USAGE)).optional(),
      }),
      async (input) => {
        if (input.KeyUsage !== undefined && input.KeyUsage !== KEY_USAGE[input.KeySpec]) {
          throw new AwsError('ValidationException', `KeyUsage ${input.KeyUsage} is not for ${input.KeySpec}.`);
        }
        return { KeyMetadata: metadata(keys, await keys.create(input.KeySpec, input.Description)) };
      },
    ),
    DescribeKey: operation(KeyId, (input) => ({ KeyMetadata: metadata(keys, keys.find(input.KeyId)) })),
    /** One page: a local stack has a handful of keys. */
    ListKeys: operation(z.object({}), () => ({
      Keys: keys.list().map((key) => ({ KeyId: key.id, KeyArn: keys.arnOf(key) })),
      Truncated: false,
    })),
    EnableKey: setState('Enabled'),
    DisableKey: setState('Disabled'),
    ScheduleKeyDeletion: operation(
      KeyId.extend({ PendingWindowInDays: z.int().min(7).max(30).default(30) }),
      async (input) => {
        const key = keys.find(input.KeyId);
        keys.requireNotPendingDeletion(key);
        const deletionAt = keys.options.now().getTime() + input.PendingWindowInDays * DAY_MILLISECONDS;
        await keys.update(key, { state: 'PendingDeletion', deletionAt });
        return {
          KeyId: keys.arnOf(key),
          DeletionDate: deletionAt / 1000,
          KeyState: key.state,
          PendingWindowInDays: input.PendingWindowInDays,
        };
      },
    ),
    /** The key comes back disabled, as in AWS. */
    CancelKeyDeletion: operation(KeyId, async (input) => {
      const key = keys.find(input.KeyId);
      if (key.state !== 'PendingDeletion') {
        throw new AwsError('KMSInvalidStateException', `${keys.arnOf(key)} is not pending deletion.`);
      }
      await keys.update(key, { state: 'Disabled', deletionAt: undefined });
      return { KeyId: keys.arnOf(key) };
    }),
    EnableKeyRotation: setRotation(true),
    DisableKeyRotation: setRotation(false),
    GetKeyRotationStatus: operation(KeyId, (input) => {
      const key = keys.find(input.KeyId);
      return {
        KeyId: keys.arnOf(key),
        KeyRotationEnabled: key.rotation && key.state !== 'PendingDeletion',
        RotationPeriodInDays: 365,
      };
    }),
    CreateAlias: operation(
      z.object({ AliasName: z.string().regex(/^alias\/[a-zA-Z0-9/_-]{1,250}$/), TargetKeyId: z.string().min(1) }),
      async (input) => {
        await keys.addAlias(input.AliasName, keys.find(input.TargetKeyId));
        return {};
      },
    ),
    ListAliases: operation(z.object({ KeyId: z.string().optional() }), (input) => {
      const id = input.KeyId === undefined ? undefined : keys.find(input.KeyId).id;
      const chosen = keys.aliases().filter(({ keyId }) => id === undefined || keyId === id);
      const Aliases = chosen.map(({ alias, keyId }) => ({
        AliasName: alias,
        AliasArn: keys.aliasArnOf(alias),
        TargetKeyId: keyId,
      }));
      return { Aliases, Truncated: false };
    }),
  };
}

function metadata(keys: KeyStore, key: StoredKey): object {
  return {
    AWSAccountId: keys.options.accountId,
    KeyId: key.id,
    Arn: keys.arnOf(key),
    CreationDate: key.createdAt / 1000,
    Enabled: key.state === 'Enabled',
    Description: key.description,
    KeyUsage: KEY_USAGE[key.spec],
    KeyState: key.state,
    ...(key.deletionAt !== undefined && { DeletionDate: key.deletionAt / 1000 }),
    Origin: 'AWS_KMS',
    KeyManager: 'CUSTOMER',
    CustomerMasterKeySpec: key.spec,
    KeySpec: key.spec,
    MultiRegion: false,
    ...ALGORITHMS[key.spec],
  };
}
