import { unmarshall } from '@aws-sdk/util-dynamodb';
import { EVIDENCE_BUCKET } from '../../../infra/local/local-resources';
import { fromAuditItem, type Item } from '../../../shared/adapters/aws/audit-item';
import { S3KeptAuditEvents } from '../../../shared/adapters/aws/s3-kept-audit-events';
import type { TableName } from '../../../shared/config/tables';
import type { AuditEvent } from '../../../shared/domain/audit-event';
import type { LocalStack } from '../../support/local-stack';
import { rawBucket } from '../../support/raw-bucket';
import { rawItems } from '../../support/raw-table';

type ReadTable =
  | 'patients'
  | 'patient-index'
  | 'biometrics'
  | 'care-teams'
  | 'baa'
  | 'disclosures'
  | 'emergency-grants'
  | 'keys'
  | 'idempotency'
  | 'sequence';

/** The item of the table of agreements that is none. */
const LAST_CREATION = 'creations';

export type Row = Readonly<Record<string, unknown>>;
type Rows = Readonly<Record<ReadTable, readonly Row[]>>;

/** All that lies in the stores behind the API. */
export interface Snapshot {
  readonly rows: Rows;
  /** Of the audit table, as they lie there. */
  readonly events: readonly AuditEvent[];
  /** Items of the audit table that are no events. */
  readonly unreadable: number;
  /** Events that the second audit sink holds, of which the table may hold a copy. */
  readonly kept: readonly AuditEvent[];
}

const MAX_KEPT = 1000;

const keptEvents = async (stack: LocalStack): Promise<readonly AuditEvent[]> => {
  const client = rawBucket(stack);
  const sink = new S3KeptAuditEvents(client, EVIDENCE_BUCKET);
  const events: AuditEvent[] = [];
  for (const tree of await sink.trees()) {
    for (const name of await sink.names(tree, undefined, MAX_KEPT)) {
      const kept = await sink.read(tree, name);
      if (kept !== undefined) events.push(kept);
    }
  }
  client.destroy();
  return events;
};

const eventsOf = (items: readonly Item[]): readonly AuditEvent[] => items.flatMap((item) => fromAuditItem(item) ?? []);

export const takeSnapshot = async (stack: LocalStack): Promise<Snapshot> => {
  const rowsOf = async (name: TableName): Promise<readonly Row[]> =>
    (await rawItems(stack, name)).map((item) => unmarshall(item));
  const [items, kept] = await Promise.all([rawItems(stack, 'audit'), keptEvents(stack)]);
  const events = eventsOf(items);
  const rows: Rows = {
    patients: await rowsOf('patients'),
    'patient-index': await rowsOf('patient-index'),
    biometrics: await rowsOf('biometrics'),
    'care-teams': await rowsOf('care-teams'),
    baa: (await rowsOf('baa')).filter(({ id }) => id !== LAST_CREATION),
    disclosures: await rowsOf('disclosures'),
    'emergency-grants': await rowsOf('emergency-grants'),
    keys: await rowsOf('keys'),
    idempotency: await rowsOf('idempotency'),
    sequence: await rowsOf('sequence'),
  };
  return { rows, events, unreadable: items.length - events.length, kept };
};

/** A text of a row. */
export const textOf = (row: Row, name: string): string => String(row[name] ?? '');

/** Events of the table, and those of the second sink that it does not hold yet. */
export const allEvents = ({ events, kept }: Snapshot): readonly AuditEvent[] => {
  const known = new Set(events.map(({ id }) => id));
  return [...events, ...kept.filter(({ id }) => !known.has(id))];
};
