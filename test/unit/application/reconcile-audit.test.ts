import { toAuditItem } from '../../../shared/adapters/aws/audit-item';
import { sequenceEntry } from '../../../shared/adapters/aws/sequence-entry';
import { MemoryAuditFallback } from '../../../shared/adapters/memory/memory-audit-fallback';
import { MemoryReconciliationLedger } from '../../../shared/adapters/memory/memory-reconciliation-ledger';
import { MemorySequence } from '../../../shared/adapters/memory/memory-sequence';
import { reconcileAudit } from '../../../shared/application/reconcile-audit';
import { sequenceEntries } from '../../../shared/application/sequence-audit-events';
import type { AuditEvent } from '../../../shared/domain/audit-event';
import type { AuditCopy } from '../../../shared/ports/audit-copies';
import { DefectError, DependencyUnavailableError } from '../../../shared/ports/errors';
import { eventAt, newTree } from '../../support/audit-events';
import { after, DAY, MINUTE, MovableClock, NOON } from '../../support/movable-clock';

/** A second sink, and an audit table that can be told to fail. */
class Custody {
  readonly clock = new MovableClock();
  readonly kept = new MemoryAuditFallback();
  readonly ledger = new MemoryReconciliationLedger();
  readonly sequence = new MemorySequence();
  readonly pause = () => Promise.resolve();
  readonly table = new Map<string, AuditEvent>();
  fail: (event: AuditEvent) => Error | undefined = () => undefined;

  readonly copies = {
    copy: (event: AuditEvent): Promise<AuditCopy> => {
      const error = this.fail(event);
      if (error !== undefined) return Promise.reject(error);
      const there = this.table.get(event.id);
      if (there === undefined) this.table.set(event.id, event);
      const outcome = there === undefined ? 'copied' : there === event ? 'present' : 'different';
      return Promise.resolve({ outcome, entry: sequenceEntry(toAuditItem(event), NOON) });
    },
  };

  async keep(...events: readonly AuditEvent[]): Promise<void> {
    for (const event of events) await this.kept.keep(event);
  }

  run(remainingMs = 60_000) {
    return reconcileAudit(this, () => remainingMs);
  }

  async pending(tree: string): Promise<readonly string[]> {
    return (await this.ledger.load(tree)).pending;
  }
}

const three = (tree: string): readonly [AuditEvent, AuditEvent, AuditEvent] => [
  eventAt(tree, NOON),
  eventAt(tree, after(NOON, 1)),
  eventAt(tree, after(NOON, 2)),
];
const down = new DependencyUnavailableError('audit');

describe('RELIABILITY 9: what the second audit sink kept comes into the log', () => {
  it('copies each event once, as it was, with a place; a second run changes nothing', async () => {
    const [custody, tree, other] = [new Custody(), newTree(), newTree()];
    const events = [...three(tree), ...three(other)];
    await custody.keep(...events);
    expect(await custody.run()).toEqual({ copied: 6, unreadable: [], finished: true, errors: [] });
    expect([...custody.table.values()]).toEqual(expect.arrayContaining(events));
    expect(custody.sequence.keysOf(tree)).toEqual(events.slice(0, 3).map(({ id }) => id));
    expect(await custody.run()).toMatchObject({ copied: 0, finished: true });
    expect(custody.sequence.keysOf(tree)).toHaveLength(3);
  });

  it('leaves alone what the table had all the while, and gives it its place', async () => {
    const [custody, tree] = [new Custody(), newTree()];
    const [first, ...others] = three(tree);
    await custody.keep(first, ...others);
    custody.table.set(first.id, first);
    await custody.ledger.note(tree, [first.id]);
    expect(await custody.run()).toMatchObject({ copied: 2, finished: true });
    expect([await custody.pending(tree), custody.sequence.keysOf(tree)]).toEqual([
      [],
      expect.arrayContaining([first.id]),
    ]);
  });

  it('notes what it found while the table is down, and asks it once for all entities', async () => {
    const [custody, tree, other] = [new Custody(), newTree(), newTree()];
    const events = three(tree);
    await custody.keep(...events, ...three(other));
    const asked: string[] = [];
    custody.fail = ({ id }) => {
      asked.push(id);
      return down;
    };
    expect(await custody.run()).toEqual({ copied: 0, unreadable: [], finished: false, errors: [down] });
    expect(asked).toHaveLength(1);
    expect(await custody.pending(tree)).toEqual(events.map(({ id }) => id));
    expect(await custody.pending(other)).toHaveLength(3);
    custody.fail = () => undefined;
    expect(await custody.run()).toMatchObject({ copied: 6, finished: true });
    expect(await custody.pending(tree)).toEqual([]);
  });

  it('starts nothing that its time does not allow, and goes on in the next run', async () => {
    const [custody, tree] = [new Custody(), newTree()];
    await custody.keep(...three(tree));
    expect(await custody.run(1000)).toMatchObject({ copied: 0, finished: false });
    expect(await custody.pending(tree)).toHaveLength(3);
    expect(await custody.run()).toMatchObject({ copied: 3, finished: true });
  });

  it.each([
    [
      'differs from the table’s',
      (custody: Custody, event: AuditEvent) => {
        custody.table.set(event.id, { ...event, outcome: 'denied' });
      },
    ],
    [
      'cannot be read',
      (custody: Custody, event: AuditEvent) => {
        const { read } = custody.kept;
        jest
          .spyOn(custody.kept, 'read')
          .mockImplementation((tree, name) =>
            name === event.id ? Promise.resolve(undefined) : read.call(custody.kept, tree, name),
          );
      },
    ],
  ])('an event that %s is reported with each run, stays pending, and holds up no other', async (_, spoil) => {
    const [custody, tree] = [new Custody(), newTree()];
    const [bad, ...good] = three(tree);
    await custody.keep(bad, ...good);
    spoil(custody, bad);
    expect(await custody.run()).toMatchObject({ copied: 2, unreadable: [`${tree}/${bad.id}`] });
    custody.clock.advance(DAY);
    expect(await custody.run()).toMatchObject({ copied: 0, unreadable: [`${tree}/${bad.id}`] });
    expect(await custody.pending(tree)).toEqual([bad.id]);
  });

  it('a defect with one event leaves the others and comes again', async () => {
    const [custody, tree] = [new Custody(), newTree()];
    const [bad, ...good] = three(tree);
    await custody.keep(bad, ...good);
    custody.fail = ({ id }) => (id === bad.id ? new DefectError('wrong') : undefined);
    expect(await custody.run()).toMatchObject({ copied: 2, finished: false, errors: [expect.any(DefectError)] });
    custody.fail = () => undefined;
    expect(await custody.run()).toMatchObject({ copied: 1, finished: true });
    expect(await custody.pending(tree)).toEqual([]);
  });

  it('lists no history: behind a quarter of an hour it begins where it stopped', async () => {
    const [custody, tree] = [new Custody(), newTree()];
    const events = three(tree);
    await custody.keep(...events);
    await custody.run();
    expect((await custody.ledger.load(tree)).settled_to).toBeUndefined();
    custody.clock.advance(20 * MINUTE);
    await custody.run();
    expect((await custody.ledger.load(tree)).settled_to).toBe(events[2].id);
    const reads = jest.spyOn(custody.kept, 'read');
    await custody.run();
    expect(reads).not.toHaveBeenCalled();
    // What was put late, with an older id than the last one, is still within reach of the note.
    const late = eventAt(tree, after(NOON, 1));
    await custody.keep(late);
    await custody.ledger.note(tree, [late.id]);
    expect(await custody.run()).toMatchObject({ copied: 1 });
  });

  it('an event that comes days late folds into its own day, behind what was sequenced meanwhile', async () => {
    const [custody, tree] = [new Custody(), newTree()];
    const [late, newer] = [eventAt(tree, NOON), eventAt(tree, after(NOON, 2 * DAY))];
    await sequenceEntries(custody, tree, [sequenceEntry(toAuditItem(newer), NOON)]);
    await custody.keep(late);
    custody.clock.advance(2 * DAY);
    await custody.run();
    expect(custody.sequence.keysOf(tree)).toEqual([newer.id, late.id]);
    expect(await custody.sequence.head(tree)).toMatchObject({ size: 2, newest_recorded_at: newer.recorded_at });
    const days = await custody.sequence.days(tree, '2026-01-01', '2026-12-31');
    expect(days.map(({ day }) => day)).toEqual([late, newer].map(({ recorded_at }) => recorded_at.slice(0, 10)));
  });
});
