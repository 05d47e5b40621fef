import { marshall } from '@aws-sdk/util-dynamodb';
import { auditChanges } from '../../../shared/adapters/aws/audit-stream';
import { toAuditItem } from '../../../shared/adapters/aws/audit-item';
import { MemorySequence } from '../../../shared/adapters/memory/memory-sequence';
import { ContentionError, DefectError, DependencyUnavailableError } from '../../../shared/ports/errors';
import { sequenceAuditEvents } from '../../../shared/application/sequence-audit-events';
import { eventAt, newTree } from '../../support/audit-events';
import { after, DAY, NOON } from '../../support/movable-clock';

const SEVEN_YEARS = 7 * 366 * DAY;
const TTL = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };

const record = (eventName: string, item: Record<string, unknown>, userIdentity?: object) => ({
  eventName,
  userIdentity,
  dynamodb: {
    SequenceNumber: '1',
    ApproximateCreationDateTime: NOON.getTime() / 1000,
    Keys: { pk: item.pk, id: item.id },
    ...(eventName === 'INSERT' ? { NewImage: item } : { OldImage: item }),
  },
});

const run = (store: MemorySequence, records: readonly object[], now = NOON) =>
  sequenceAuditEvents(
    { sequence: store, clock: { now: () => now }, pause: () => Promise.resolve() },
    auditChanges({ Records: records }),
  );

describe('164.312(c)(1): a change of the append-only log is reported and folds nothing', () => {
  it.each([
    ['a modification', 'MODIFY', undefined, SEVEN_YEARS],
    ['a removal by somebody', 'REMOVE', undefined, SEVEN_YEARS],
    ['a removal by another service', 'REMOVE', { type: 'Service', principalId: 'backup.amazonaws.com' }, SEVEN_YEARS],
    ['a removal by TTL before the retention ends', 'REMOVE', TTL, DAY],
  ])('%s', async (_, name, identity, age) => {
    const [store, event] = [new MemorySequence(), eventAt(newTree())];
    const batch = await run(store, [record(name, toAuditItem(event), identity)], after(NOON, age));
    expect(batch).toMatchObject({ added: 0, unreadable: [], tampered: [event.id] });
    expect(await store.head(event.covered_entity_id)).toEqual({ size: 0 });
  });

  it('a removal by TTL after the retention is none', async () => {
    const event = eventAt(newTree());
    const batch = await run(
      new MemorySequence(),
      [record('REMOVE', toAuditItem(event), TTL)],
      after(NOON, SEVEN_YEARS),
    );
    expect(batch.tampered).toEqual([]);
  });
});

describe('a tree that fails leaves the others of its batch alone', () => {
  const [broken, sound] = [newTree(), newTree()];
  const records = [broken, sound].map((tree) => record('INSERT', toAuditItem(eventAt(tree))));
  const failing = (error: Error): MemorySequence => {
    const store = new MemorySequence();
    const extend = store.extend.bind(store);
    store.extend = (tree, ...rest) => (tree === broken ? Promise.reject(error) : extend(tree, ...rest));
    return store;
  };

  it('by a defect: it is parked, and the batch does not come again', async () => {
    const [store, error] = [failing(new DefectError('wrong')), expect.any(DefectError) as unknown];
    const batch = await run(store, records);
    expect(batch).toMatchObject({ added: 1, parked: [{ tree: broken, error }] });
    expect(batch.failedFrom).toBeUndefined();
    expect((await store.head(sound)).size).toBe(1);
  });

  it('by contention or an outage: its records come again', async () => {
    for (const error of [new ContentionError('sequence'), new DependencyUnavailableError('sequence')]) {
      expect(await run(failing(error), records)).toMatchObject({ parked: [], failedFrom: '1', error });
    }
  });
});

describe('no poison record: what is no event has its place, and counts as unreadable alone', () => {
  const tree = newTree();
  const event = eventAt(tree);
  const pk = toAuditItem(event).pk?.S ?? '';
  it.each([
    ['an item of another shape', marshall({ pk, id: 'x'.repeat(1000), note: 'anything' })],
    ['a number that JavaScript cannot hold', { ...toAuditItem(event), duration_ms: { N: '1e120' } }],
    ['an event in another partition', { ...toAuditItem(event), pk: { S: `${tree}#2026-03-11#0` } }],
  ])('%s', async (_, item) => {
    const store = new MemorySequence();
    const batch = await run(store, [record('INSERT', item), record('INSERT', toAuditItem(event))]);
    expect(batch.failedFrom).toBeUndefined();
    expect(batch.unreadable).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(await store.head(tree)).toEqual({ size: 2, newest_recorded_at: event.recorded_at });
    const days = await store.days(tree, '2020-01-01', '2030-01-01');
    expect(days.reduce((sum, { unreadable = 0 }) => sum + unreadable, 0)).toBe(1);
    expect(days.reduce((sum, { outcomes }) => sum + outcomes.success, 0)).toBe(1);
  });

  it('an item outside every tree counts for the platform', async () => {
    const store = new MemorySequence();
    await run(store, [record('INSERT', marshall({ pk: 'elsewhere', id: 'x' }))]);
    expect((await store.head('platform')).size).toBe(1);
  });
});
