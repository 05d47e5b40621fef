import { DynamoDbAuditScan } from '../../../shared/adapters/aws/dynamodb-audit-scan';
import { DynamoDbAuditTrail } from '../../../shared/adapters/aws/dynamodb-audit-trail';
import { DynamoDbCatchUpStore } from '../../../shared/adapters/aws/dynamodb-catch-up-store';
import { DynamoDbRollupReader } from '../../../shared/adapters/aws/dynamodb-rollup-reader';
import { DynamoDbSequenceStore } from '../../../shared/adapters/aws/dynamodb-sequence-store';
import { jitteredPause } from '../../../shared/adapters/aws/jittered-pause';
import { withDeadline } from '../../../shared/adapters/aws/deadline';
import { type CatchUpDependencies, catchUpSequence } from '../../../shared/application/catch-up-sequence';
import { sequenceAuditEvents } from '../../../shared/application/sequence-audit-events';
import { physicalTableName } from '../../../infra/local/local-resources';
import { eventAt, newTree } from '../../support/audit-events';
import { auditTables, AwsEngines } from '../../support/aws-engines';
import { after, MINUTE, MovableClock, NOON } from '../../support/movable-clock';
import { recount } from '../../support/recount';
import { eventsOf, insertions, sums } from '../../support/sequences';

const tables = { sequence: physicalTableName('sequence'), rollups: physicalTableName('rollups') };
const HOUR_MS = 3_600_000;

let engines: AwsEngines;
let clock: MovableClock;
let dependencies: CatchUpDependencies;
let reader: DynamoDbRollupReader;

beforeAll(async () => {
  engines = await AwsEngines.start();
  reader = new DynamoDbRollupReader(engines.dynamoDb, tables);
});
beforeEach(() => {
  clock = new MovableClock();
  dependencies = {
    sequence: new DynamoDbSequenceStore(engines.dynamoDb, tables),
    scan: new DynamoDbAuditScan(engines.dynamoDb, auditTables),
    progress: new DynamoDbCatchUpStore(engines.dynamoDb, tables.sequence),
    pause: jitteredPause,
    clock,
  };
});
afterEach(() => {
  engines.heal();
});
afterAll(() => engines.close());

const OPERATIONS = ['GetItem', 'TransactWriteItems', 'Query', 'BatchGetItem', 'PutItem', 'UpdateItem'];
const calls = (): number => OPERATIONS.reduce((sum, operation) => sum + engines.callsOf(operation), 0);
const callsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const before = calls();
  await work();
  return calls() - before;
};
const catchUp = () => catchUpSequence(dependencies, () => Infinity);
const days = (tree: string) => reader.days(tree, '2020-01-01', '2030-01-01');
const patientOf = (index: number): string =>
  `${(index % 16).toString(16)}3cc44dd-55ee-4f66-8a77-${String(index).padStart(12, '0')}`;

describe('bar 13: DynamoDB calls per 1,000 events', () => {
  it('of one patient: 25 at most', async () => {
    const tree = newTree();
    const events = Array.from({ length: 1000 }, () => eventAt(tree));
    expect(await callsOf(() => sequenceAuditEvents(dependencies, insertions(events)))).toBeLessThanOrEqual(25);
    expect((await reader.head(tree)).size).toBe(1000);
  });

  it('of 1,000 patients: 60 at most, and delivered again no more', async () => {
    const tree = newTree();
    const events = Array.from({ length: 1000 }, (_, index) => eventAt(tree, NOON, { patient_id: patientOf(index) }));
    expect(await callsOf(() => sequenceAuditEvents(dependencies, insertions(events)))).toBeLessThanOrEqual(60);
    expect(await callsOf(() => sequenceAuditEvents(dependencies, insertions(events)))).toBeLessThanOrEqual(60);
    expect((await days(tree))[0]?.patients.size).toBe(1000);
    expect((await reader.head(tree)).size).toBe(1000);
  });
});

describe('bar 18: reads of a report', () => {
  it('one for a year of days with few users and patients', async () => {
    const tree = newTree();
    const events = Array.from({ length: 365 }, (_, day) =>
      eventAt(tree, new Date(NOON.getTime() + day * 24 * HOUR_MS)),
    );
    await sequenceAuditEvents(dependencies, insertions(events));
    let rollups: Awaited<ReturnType<typeof days>> = [];
    expect(await callsOf(async () => (rollups = await days(tree)))).toBe(1);
    expect(sums(rollups)).toEqual(recount(tree, events));
  });
});

describe('RELIABILITY 17, 18: the sequence’s table fails half way', () => {
  it.each([
    ['throttled', 'ThrottlingException', 'sequence'],
    ['out of throughput', 'ProvisionedThroughputExceededException', 'rollups'],
    ['in conflict', 'TransactionCanceledException', 'sequence'],
    ['hung', 'hang', 'sequence'],
    ['lost after the write', 'lost_reply', 'sequence'],
    ['reset in mid-answer', 'half_reply', 'sequence'],
    ['answered by half a body', 'cut_reply', 'sequence'],
    ['answered by no JSON', 'not_json', 'rollups'],
  ])(
    '%s: the batch is reported from its first record on; healed, nothing is lost and nothing twice',
    async (_, error, table) => {
      const tree = newTree();
      const events = eventsOf(
        tree,
        Array.from({ length: 300 }, (__, index) => index),
      );
      const changes = insertions(events);
      await sequenceAuditEvents(dependencies, changes.slice(0, 90));
      engines.fail({ service: 'dynamodb', operation: 'TransactWriteItems', table, error, count: 0 });
      const failed = await withDeadline(8_000, () =>
        sequenceAuditEvents({ ...dependencies, pause: () => Promise.resolve() }, changes),
      );
      engines.heal();
      expect(failed.failedFrom).toBe('1');
      expect(failed.error).toBeInstanceOf(Error);
      expect((await sequenceAuditEvents(dependencies, changes)).failedFrom).toBeUndefined();
      expect(sums(await days(tree))).toEqual(recount(tree, events));
      expect((await reader.head(tree)).size).toBe(300);
    },
    20_000,
  );
});

describe('RELIABILITY 19: the stream was never read', () => {
  it('catches up from the table, run by run, and then finds nothing more', async () => {
    const trail = new DynamoDbAuditTrail(engines.dynamoDb, auditTables);
    const trees = [newTree(), newTree()];
    const logs = trees.map((tree) =>
      eventsOf(
        tree,
        Array.from({ length: 130 }, (_, index) => index),
      ),
    );
    for (const event of logs.flat()) await trail.record([event]);
    // Half of one tree came by the stream.
    await sequenceAuditEvents(dependencies, insertions((logs[0] ?? []).slice(0, 60)));
    clock.advance(5 * 24 * HOUR_MS);
    let runs = 0;
    for (let finished = false; !finished && runs < 10; runs += 1) ({ finished } = await catchUp());
    expect(runs).toBeLessThan(10);
    for (const [index, tree] of trees.entries())
      expect(sums(await days(tree))).toEqual(recount(tree, logs[index] ?? []));

    expect(await reader.completeUntil(trees[0] ?? '')).toBe(after(clock.now(), -15 * MINUTE).toISOString());
    clock.advance(HOUR_MS);
    expect(await catchUp()).toMatchObject({ added: 0, finished: true, lag_seconds: 900 });
    const late = eventAt(trees[0] ?? '', clock.now());
    await trail.record([late]);
    clock.advance(HOUR_MS);
    expect(await catchUp()).toMatchObject({ added: 1, finished: true, parked: [] });
    // A parked tree is complete up to where it was parked, the others further.
    const until = await reader.completeUntil(trees[1] ?? '');
    await dependencies.progress.save({ until: until ?? '', parked: { [trees[0] ?? '']: NOON.toISOString() } });
    expect(await reader.completeUntil(trees[0] ?? '')).toBe(NOON.toISOString());
    expect(await reader.completeUntil(trees[1] ?? '')).toBe(until);
  }, 60_000);
});
