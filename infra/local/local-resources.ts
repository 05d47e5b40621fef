import { randomBytes } from 'node:crypto';
import cdk from '../../cdk.json';
import { EVIDENCE_LOCK_DAYS } from '../../shared/config/evidence';
import { type TableName, tables } from '../../shared/config/tables';
import type { BucketSeed } from './engines/s3/bucket-seed';
import type { KeySeed } from './engines/kms/key-seed';
import type { SecretSeed } from './engines/secrets-manager/secret-seed';
import { newFernetKey } from './legacy/make-fernet-token';
import { coveredEntities } from './seed/covered-entities';

/** The Region that the local stack plays. */
export const LOCAL_REGION = 'us-east-1';

/** The Regions in which PHI may be, as `cdk.json` has them. */
export const APPROVED_REGIONS: readonly string[] = cdk.context.approvedRegions;

const TABLE_PREFIX = 'phiducia-local-';

export const tableNames = Object.keys(tables) as readonly TableName[];

/** The name that DynamoDB knows a table by. */
export const physicalTableName = (name: TableName): string => `${TABLE_PREFIX}${name}`;

/** The name that faults and the append-only policy know it by. */
export const logicalTableName = (physicalName: string): string =>
  physicalName.startsWith(TABLE_PREFIX) ? physicalName.slice(TABLE_PREFIX.length) : physicalName;

export const appendOnlyTables: ReadonlySet<string> = new Set(tableNames.filter((name) => tables[name].appendOnly));

export const PHI_KEY_ALIAS = 'alias/phiducia-local-phi';
export const CURSOR_KEY_SECRET = 'phiducia-local-cursor-key';
export const FERNET_SECRET_PREFIX = 'phiducia/local/fernet/';

const CURSOR_KEY_BYTES = 32;
export const keySeeds: readonly KeySeed[] = [
  { alias: PHI_KEY_ALIAS, spec: 'SYMMETRIC_DEFAULT', description: 'Wraps tenant keys.', rotation: true },
];

export const secretSeeds: readonly SecretSeed[] = [
  {
    name: CURSOR_KEY_SECRET,
    description: 'Authenticates the cursors of lists.',
    generate: () => randomBytes(CURSOR_KEY_BYTES).toString('base64'),
  },
  {
    name: `${FERNET_SECRET_PREFIX}${coveredEntities.a}`,
    description: 'The legacy keys of covered entity A.',
    generate: () => JSON.stringify({ keys: [newFernetKey()] }),
  },
];

/** The object-lock bucket. */
export const EVIDENCE_BUCKET = 'phiducia-local-evidence';

export const bucketSeeds: readonly BucketSeed[] = [
  {
    name: EVIDENCE_BUCKET,
    versioning: true,
    objectLock: { mode: 'COMPLIANCE', days: EVIDENCE_LOCK_DAYS },
  },
];
