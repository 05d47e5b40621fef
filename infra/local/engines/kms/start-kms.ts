import { join } from 'node:path';
import type { FaultRegistry } from '../faults/fault-registry';
import type { CallCounts } from '../http/call-counter';
import type { StartedEngine } from '../http/http-outcome';
import type { RecordedRequest } from '../http/recorded-request';
import { startAwsJsonEngine } from '../http/start-aws-json-engine';
import { Newest } from '../newest';
import { encryptionOperations } from './encryption-operations';
import { keyOperations } from './key-operations';
import type { KeySeed } from './key-seed';
import { KeyStore } from './key-store';
import { signingOperations } from './signing-operations';

export interface KmsOptions {
  /** Holds `keys.json`; absent: in memory. */
  readonly directory?: string;
  readonly port?: number;
  readonly region: string;
  readonly accountId: string;
  readonly now: () => Date;
  readonly faults: FaultRegistry;
  readonly keys: readonly KeySeed[];
  readonly onInternalError?: (error: unknown) => void;
}

export interface KmsEngine extends StartedEngine {
  /** ARN of each key seeded, by alias (`alias/…`); the same at every start on one directory. */
  readonly keyArns: ReadonlyMap<string, string>;
  callCounts(): CallCounts;
  /** The newest requests, whose encryption contexts no PHI may stand in. */
  requests(): readonly RecordedRequest[];
}

/** AWS KMS (`TrentService`) on loopback. Not an HSM: the material lies in a file of the stack's owner. */
export async function startKms(options: KmsOptions): Promise<KmsEngine> {
  const path = options.directory === undefined ? undefined : join(options.directory, 'keys.json');
  const keys = await KeyStore.open({ path, region: options.region, accountId: options.accountId, now: options.now });
  const keyArns = new Map<string, string>();
  for (const seed of options.keys) keyArns.set(seed.alias, keys.arnOf(await keys.ensure(seed)));
  const requests = new Newest<RecordedRequest>();
  const engine = await startAwsJsonEngine({
    targetPrefix: 'TrentService',
    namespace: 'com.amazonaws.kms',
    validationError: 'ValidationException',
    operations: { ...keyOperations(keys), ...encryptionOperations(keys), ...signingOperations(keys) },
    faults: { registry: options.faults, service: 'kms' },
    requests,
    port: options.port,
    onInternalError: options.onInternalError,
  });
  return { ...engine, keyArns, requests: () => requests.list() };
}
