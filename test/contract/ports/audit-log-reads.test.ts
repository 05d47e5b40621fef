import { DynamoDbAuditLogReader } from '../../../shared/adapters/aws/dynamodb-audit-log-reader';
import { DynamoDbAuditTrail } from '../../../shared/adapters/aws/dynamodb-audit-trail';
import type { AuditEvent } from '../../../shared/domain/audit-event';
import type { AuditFilters } from '../../../shared/domain/audit-query';
import { auditTables, AwsEngines } from '../../support/aws-engines';
import { eventAt, newTree } from '../../support/audit-events';
import { after, DAY, MINUTE, MovableClock, NOON } from '../../support/movable-clock';
import { PATIENT, USER } from '../../support/synthetic-parties';

const FEW = 1000;
/** What is asserted holds whatever the size; `npm test` fills a smaller log. */
const MANY = process.env.PHIDUCIA_WHOLE_LOGS === '1' ? 5000 : 1500;
const EVENTS_A_TRANSACTION = 100;
/** Writing that many takes its time on a busy machine. */
const FILLING_MS = 180_000;
/** One in so many events is a refusal by another user. */
const RARE = 200;

/** One call of DynamoDB: which operation, and how many items it read. */
interface Read {
  readonly operation: string;
  readonly items: number;
}

let engines: AwsEngines;
let reader: DynamoDbAuditLogReader;
let reads: Read[] = [];
const logs = new Map<number, readonly AuditEvent[]>();

const scanned = (output: unknown): number =>
  Number(typeof output === 'object' && output !== null ? Reflect.get(output, 'ScannedCount') : Number.NaN);

beforeAll(async () => {
  engines = await AwsEngines.start();
  reader = new DynamoDbAuditLogReader(engines.dynamoDb, auditTables, new MovableClock());
  const trail = new DynamoDbAuditTrail(engines.dynamoDb, auditTables);
  for (const count of [FEW, MANY]) logs.set(count, await fill(trail, count));
  engines.dynamoDb.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const result = await next(args);
        reads.push({ operation: commandName, items: scanned(result.output) });
        return result;
      },
    { step: 'initialize' },
  );
}, FILLING_MS);
afterAll(() => engines.close());

/** A log of three days, all of them busy. */
const fill = async (trail: DynamoDbAuditTrail, count: number): Promise<readonly AuditEvent[]> => {
  const tree = newTree();
  const events = Array.from({ length: count }, (_, index) =>
    eventAt(
      tree,
      after(NOON, -Math.floor((index * 3 * DAY) / count)),
      index % RARE === 0 ? { outcome: 'denied', user_id: 'another-user' } : {},
    ),
  );
  for (let start = 0; start < count; start += EVENTS_A_TRANSACTION) {
    const [first, ...rest] = events.slice(start, start + EVENTS_A_TRANSACTION);
    if (first !== undefined) await trail.record([first, ...rest]);
  }
  return events;
};

/** What each slice of a list read. */
const readsOf = async (count: number, filters: AuditFilters, limit: number, maxSlices: number) => {
  const slices: (readonly Read[])[] = [];
  const ids: string[] = [];
  const tree = logs.get(count)?.[0]?.covered_entity_id ?? '';
  let before: string | undefined;
  do {
    reads = [];
    const { events, next } = await reader.read({ tree, filters, before, limit });
    slices.push(reads);
    ids.push(...events.map(({ id }) => id));
    before = next;
  } while (before !== undefined && slices.length < maxSlices);
  return { slices, ids };
};

const FILTERS: readonly (readonly [string, AuditFilters])[] = [
  ['none', {}],
  ['patient', { patient_id: PATIENT }],
  ['patient, and another user', { patient_id: PATIENT, user_id: 'another-user' }],
  ['patient, and a thing that is nowhere', { patient_id: PATIENT, resource_id: 'nowhere' }],
  ['user', { user_id: USER }],
  ['a rare user', { user_id: 'another-user' }],
  ['user and outcome', { user_id: USER, outcome: 'denied' }],
  ['outcome, nearly all', { outcome: 'success' }],
  ['outcome, few', { outcome: 'denied' }],
  ['a thing that is nowhere', { resource_type: 'value', resource_id: 'nowhere' }],
  ['action and purpose', { action: 'READ', purpose: 'treatment' }],
  ['time', { from: after(NOON, -DAY), to: after(NOON, -MINUTE) }],
  ['time and outcome', { from: after(NOON, -DAY), outcome: 'denied' }],
];

describe('a page of the filtered audit log costs the page, whatever the log’s size', () => {
  it.each(FILTERS)('%s: at most 10 partitions and 1,000 items a call, and never a scan', async (_, filters) => {
    const { slices } = await readsOf(MANY, filters, 25, 10);
    for (const slice of slices) {
      expect(slice.length).toBeLessThanOrEqual(10);
      expect(slice.reduce((sum, { items }) => sum + items, 0)).toBeLessThanOrEqual(1000);
      expect(new Set(slice.map(({ operation }) => operation))).toEqual(new Set(['QueryCommand']));
    }
  });

  it.each(FILTERS)(`%s: the first page makes no more reads of ${MANY} events than of ${FEW}`, async (_, filters) => {
    const [few, many] = [await readsOf(FEW, filters, 25, 1), await readsOf(MANY, filters, 25, 1)];
    expect(many.slices[0]?.length).toBeLessThanOrEqual(few.slices[0]?.length ?? 0);
  });

  // The others find their page among many events, or not at all.
  const FULL = FILTERS.filter(([name]) => !/few|nowhere|rare|another|outcome$/.test(name));

  it.each(FULL)(
    `%s: where the first events fill the page, exactly as many reads of ${MANY} events as of ${FEW}`,
    async (_, filters) => {
      const [few, many] = [await readsOf(FEW, filters, 3, 1), await readsOf(MANY, filters, 3, 1)];
      expect([few.ids.length, many.ids.length]).toEqual([3, 3]);
      expect(many.slices[0]?.length).toBe(few.slices[0]?.length);
    },
  );

  it('finds the few among the many, through pages that may be short or empty', async () => {
    const events = logs.get(MANY) ?? [];
    const expected = events.filter(({ outcome }) => outcome === 'denied').map(({ id }) => id);
    const byDays = await readsOf(MANY, { outcome: 'denied' }, 3, 1000);
    const byPatient = await readsOf(MANY, { patient_id: PATIENT, outcome: 'denied' }, 3, 1000);
    expect(byDays.ids).toEqual([...expected].sort().reverse());
    expect(byPatient.ids).toEqual(byDays.ids);
    expect(byDays.slices.length).toBeLessThan(expected.length);
  });
});
