import { randomBytes, randomUUID } from 'node:crypto';
import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../shared/adapters/aws/audit-item';
import { DynamoDbRollupReader } from '../../../shared/adapters/aws/dynamodb-rollup-reader';
import { DynamoDbSequenceStore } from '../../../shared/adapters/aws/dynamodb-sequence-store';
import { jitteredPause } from '../../../shared/adapters/aws/jittered-pause';
import { sequenceAuditEvents, type SequencerDependencies } from '../../../shared/application/sequence-audit-events';
import type { AuditEvent } from '../../../shared/domain/audit-event';
import { physicalTableName } from '../../../infra/local/local-resources';
import { eventAt, newTree } from '../../support/audit-events';
import { AwsEngines } from '../../support/aws-engines';
import { NOON } from '../../support/movable-clock';
import { insertions } from '../../support/sequences';

const tables = { sequence: physicalTableName('sequence'), rollups: physicalTableName('rollups') };
/** 16 bytes each: a few hundred bytes below the 400 KB that an item may have. */
const FULL = 25_590;

let engines: AwsEngines;
let dependencies: SequencerDependencies;
let reader: DynamoDbRollupReader;

beforeAll(async () => {
  engines = await AwsEngines.start();
  reader = new DynamoDbRollupReader(engines.dynamoDb, tables);
  dependencies = {
    sequence: new DynamoDbSequenceStore(engines.dynamoDb, tables),
    clock: { now: () => NOON },
    pause: jitteredPause,
  };
});
afterAll(() => engines.close());

const dayOf = async (tree: string) => (await reader.days(tree, '2020-01-01', '2030-01-01'))[0];
const sequence = (events: Parameters<typeof insertions>[0]) => sequenceAuditEvents(dependencies, insertions(events));

/** Replaces the items of a kind that a day has, `most` of them, by full ones. */
const fill = async (tree: string, kind: string, attribute: () => Item, most = 16): Promise<void> => {
  const { Items = [] } = await engines.dynamoDb.send(
    new QueryCommand({
      TableName: tables.rollups,
      KeyConditionExpression: 'tree = :tree AND begins_with(sk, :kind)',
      ExpressionAttributeValues: { ':tree': { S: tree }, ':kind': { S: `2026-03-10${kind}` } },
    }),
  );
  expect(Items.length).toBeGreaterThan(0);
  for (const { sk } of Items.slice(0, most)) {
    await engines.dynamoDb.send(
      new PutItemCommand({
        TableName: tables.rollups,
        Item: { tree: { S: tree }, sk: sk ?? { S: '' }, ...attribute() },
      }),
    );
  }
};

const ids = (): Item => ({ patients: { BS: Array.from({ length: FULL }, () => randomBytes(16)) } });
const filler = (): Item => ({ filler: { S: 'x'.repeat(409_300) } });
const withPatients = (tree: string, count: number, changes: (index: number) => Partial<AuditEvent> = () => ({})) =>
  Array.from({ length: count }, (_, index) => eventAt(tree, NOON, { patient_id: randomUUID(), ...changes(index) }));

describe('164.312(b) a rollup never stops the sequence', () => {
  it('a full set of patients: every tree goes on, counters are right, the day says that it is incomplete', async () => {
    const [full, other] = [newTree(), newTree()];
    await sequence(withPatients(full, 60));
    await fill(full, '#patients#', ids, 1);
    const [more, others] = [withPatients(full, 250), withPatients(other, 50)];
    const batch = await sequence(more.flatMap((event, index) => [event, ...others.slice(index, index + 1)]));
    expect(batch).toMatchObject({ added: 300, parked: [] });
    expect(batch.overflowed).toBeGreaterThan(0);
    expect(batch.overflowed).toBeLessThan(100);
    expect(batch.failedFrom).toBeUndefined();
    expect((await reader.head(full)).size).toBe(310);
    const day = await dayOf(full);
    expect(day?.outcomes.success).toBe(310);
    expect(day?.counts.source).toEqual({ system: { success: 310 } });
    expect(Object.values(day?.users ?? {})).toEqual([310]);
    expect(day?.incomplete).toEqual(['patients']);
    // The other sets took theirs.
    expect(day?.patients.size).toBeGreaterThan(FULL + 200);
    const unhurt = await dayOf(other);
    expect([unhurt?.patients.size, unhurt?.incomplete]).toEqual([50, []]);
    // Delivered again, it changes nothing.
    expect(await sequence(more)).toMatchObject({ added: 0, parked: [] });
    expect((await dayOf(full))?.outcomes.success).toBe(310);
  }, 60_000);

  it('full items of users: events have their positions and counts all the same', async () => {
    const tree = newTree();
    const user = (index: number) => ({ user_id: `${'u'.repeat(60)}${index}` });
    await sequence(withPatients(tree, 90, user));
    await fill(tree, '#users#', filler);
    expect(await sequence(withPatients(tree, 60, (index) => user(index + 1000)))).toMatchObject({
      added: 60,
      parked: [],
    });
    const day = await dayOf(tree);
    expect(day?.outcomes.success).toBe(150);
    expect(day?.patients.size).toBe(150);
    expect(day?.incomplete).toEqual(['users']);
  }, 60_000);

  it('a full item of counters: events have their positions, and the day says that its figures are incomplete', async () => {
    const tree = newTree();
    await sequence(withPatients(tree, 2));
    await fill(tree, '', () => ({ filler: { S: 'x'.repeat(409_000) } }), 1);
    const events = withPatients(tree, 30, (index) => ({ reason_code: `${'r'.repeat(60)}${index}` }));
    expect(await sequence(events)).toMatchObject({ added: 30, overflowed: 30, parked: [] });
    expect((await reader.head(tree)).size).toBe(32);
    expect((await dayOf(tree))?.incomplete).toEqual(['counters']);
  }, 60_000);

  it('patients with ids of one digit, as somebody may choose them, lie in many items', async () => {
    const tree = newTree();
    await sequence(withPatients(tree, 400, () => ({ patient_id: `0${randomUUID().slice(1)}` })));
    const { Count } = await engines.dynamoDb.send(
      new QueryCommand({
        TableName: tables.rollups,
        KeyConditionExpression: 'tree = :tree AND begins_with(sk, :kind)',
        ExpressionAttributeValues: { ':tree': { S: tree }, ':kind': { S: '2026-03-10#patients#' } },
      }),
    );
    expect(Count).toBe(16);
    expect((await dayOf(tree))?.patients.size).toBe(400);
  }, 60_000);
});
