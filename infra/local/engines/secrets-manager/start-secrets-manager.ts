import { join } from 'node:path';
import type { FaultRegistry } from '../faults/fault-registry';
import type { CallCounts } from '../http/call-counter';
import type { StartedEngine } from '../http/http-outcome';
import { startAwsJsonEngine } from '../http/start-aws-json-engine';
import { secretOperations } from './secret-operations';
import type { SecretSeed } from './secret-seed';
import { SecretStore } from './secret-store';

export interface SecretsManagerOptions {
  /** Holds `secrets.json`; absent: in memory. */
  readonly directory?: string;
  readonly port?: number;
  readonly region: string;
  readonly accountId: string;
  readonly now: () => Date;
  readonly faults: FaultRegistry;
  readonly secrets: readonly SecretSeed[];
  readonly onInternalError?: (error: unknown) => void;
}

export interface SecretsManagerEngine extends StartedEngine {
  /** ARN of each secret seeded, by name; the same at every start on one directory. */
  readonly secretArns: ReadonlyMap<string, string>;
  callCounts(): CallCounts;
}

/** AWS Secrets Manager on loopback. Values lie unencrypted in a file of the stack's owner. */
export async function startSecretsManager(options: SecretsManagerOptions): Promise<SecretsManagerEngine> {
  const { region, accountId, now } = options;
  const path = options.directory === undefined ? undefined : join(options.directory, 'secrets.json');
  const secrets = await SecretStore.open({ path, region, accountId, now });
  const secretArns = new Map<string, string>();
  for (const seed of options.secrets) secretArns.set(seed.name, (await secrets.ensure(seed)).arn);
  const engine = await startAwsJsonEngine({
    targetPrefix: 'secretsmanager',
    namespace: 'com.amazonaws.secretsmanager',
    validationError: 'InvalidParameterException',
    operations: secretOperations(secrets),
    faults: { registry: options.faults, service: 'secretsmanager' },
    port: options.port,
    onInternalError: options.onInternalError,
  });
  return { ...engine, secretArns };
}
