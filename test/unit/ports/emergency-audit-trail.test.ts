import { randomUUID } from 'node:crypto';
import { MemoryAuditFallback } from '../../../shared/adapters/memory/memory-audit-fallback';
import { MemoryAuditTrail } from '../../../shared/adapters/memory/memory-audit-trail';
import { MemoryChanges } from '../../../shared/adapters/memory/memory-changes';
import { MemoryMutation } from '../../../shared/adapters/memory/memory-mutation';
import { MemoryReconciliationLedger } from '../../../shared/adapters/memory/memory-reconciliation-ledger';
import type { AuditEvent } from '../../../shared/domain/audit-event';
import { Plaintext } from '../../../shared/domain/plaintext';
import { type AuditEvents, AuditTrail } from '../../../shared/ports/audit-trail';
import { EmergencyAuditTrail } from '../../../shared/ports/emergency-audit-trail';
import { ContentionError, DefectError, DependencyUnavailableError } from '../../../shared/ports/errors';
import { eventAt, newTree } from '../../support/audit-events';
import { NOON } from '../../support/movable-clock';

const READ = { action: 'READ', operation: 'getPatient', emergency_grant_id: randomUUID() } as const;
const GRANT = { action: 'WRITE', operation: 'requestEmergencyAccess', emergency_grant_id: randomUUID() } as const;
const eventOf = (changes: Partial<AuditEvent>): AuditEvent => eventAt(newTree(), NOON, changes);

/** A first sink that fails as it is told. */
class FailingTrail extends AuditTrail {
  constructor(private readonly error: Error) {
    super();
  }

  protected override append(): Promise<void> {
    return Promise.reject(this.error);
  }

  protected override transact(): Promise<'committed' | 'conflict'> {
    return Promise.reject(this.error);
  }
}

const sinks = (primary: AuditTrail = new FailingTrail(new DependencyUnavailableError('audit'))) => {
  const [fallback, ledger] = [new MemoryAuditFallback(), new MemoryReconciliationLedger()];
  const told: string[] = [];
  const trail = new EmergencyAuditTrail({
    primary,
    fallback,
    ledger,
    changes: new MemoryChanges(),
    withDeadline: (_, work) => work(),
    fellBack: (outcome) => told.push(outcome),
    noteFailed: () => told.push('not noted'),
  });
  return { trail, fallback, ledger, told };
};

/** A change that says whether it was made, and what the second sink held by then. */
const watched = (fallback: MemoryAuditFallback, permitted = true) => {
  const seen: number[] = [];
  const change = new MemoryMutation(
    () => permitted,
    () => seen.push(fallback.events.length),
  );
  return { change, seen };
};

describe('RELIABILITY 9: the audit trail of emergency access', () => {
  it('writes to the audit table alone while that works', async () => {
    const primary = new MemoryAuditTrail();
    const { trail, fallback, told } = sinks(primary);
    const event = eventOf(READ);
    await trail.release([event], Plaintext.of('phi'));
    expect([primary.events, fallback.events, told]).toEqual([[event], [], []]);
  });

  it.each([
    ['a read under a grant', READ],
    ['a grant', GRANT],
  ])('keeps %s in the second sink, notes it, and then releases', async (_, changes) => {
    const { trail, fallback, ledger, told } = sinks();
    const event = eventOf(changes);
    expect((await trail.release([event], Plaintext.of('phi'))).body).toBe('phi');
    expect([fallback.events, told]).toEqual([[event], ['kept']]);
    expect(await ledger.load(event.covered_entity_id)).toEqual({ pending: [event.id] });
  });

  it('makes a change after its event is kept', async () => {
    const { trail, fallback } = sinks();
    const { change, seen } = watched(fallback);
    await trail.commit([change], [eventOf(GRANT)], 'body');
    expect(seen).toEqual([1]);
    const refused = watched(fallback, false);
    expect(await trail.commit([refused.change], [eventOf(GRANT)], 'body')).toBe('conflict');
    expect(refused.seen).toEqual([]);
  });

  it.each([
    ['a read without a grant', { ...READ, emergency_grant_id: undefined }],
    ['a refusal', { ...READ, outcome: 'denied' }],
    ['a failure', { ...GRANT, outcome: 'failure' }],
    ['a recording under a grant', { ...READ, action: 'WRITE', operation: 'createBiometric' }],
    ['a review', { ...GRANT, operation: 'reviewEmergencyAccess' }],
    ['an export', { ...READ, action: 'EXPORT' }],
  ] as const)('never keeps %s, whoever asks', async (_, changes) => {
    const { trail, fallback, told } = sinks();
    const { change, seen } = watched(fallback);
    const events: AuditEvents = [eventOf(READ), eventOf(changes)];
    await expect(trail.record(events)).rejects.toMatchObject({ dependency: 'audit' });
    await expect(trail.commit([change], events, 'body')).rejects.toMatchObject({ dependency: 'audit' });
    expect([fallback.events, seen, told]).toEqual([[], [], []]);
  });

  const OTHERS: readonly (readonly [string, Error])[] = [
    ['a defect of ours', new DefectError('wrong')],
    ['contention', new ContentionError('audit')],
    ['the loss of something else', new DependencyUnavailableError('kms')],
  ];

  it.each(OTHERS)('does not take %s for the loss of the audit table', async (_, error) => {
    const { trail, fallback } = sinks(new FailingTrail(error));
    await expect(trail.release([eventOf(READ)], Plaintext.of('phi'))).rejects.toBe(error);
    await expect(trail.commit([], [eventOf(GRANT)], 'body')).rejects.toBe(error);
    expect(fallback.events).toEqual([]);
  });

  it('fails as the audit table did when both sinks are down, and changes nothing', async () => {
    const { trail, fallback, told } = sinks();
    fallback.available = false;
    const { change, seen } = watched(fallback);
    await expect(trail.commit([change], [eventOf(GRANT)], 'body')).rejects.toMatchObject({ dependency: 'audit' });
    expect([seen, told]).toEqual([[], ['failed']]);
  });

  it('goes on when the note fails: the reconciler finds what was not noted', async () => {
    const { trail, ledger, told } = sinks();
    jest.spyOn(ledger, 'note').mockRejectedValue(new DependencyUnavailableError('reconciliation'));
    expect((await trail.release([eventOf(READ)], Plaintext.of('phi'))).body).toBe('phi');
    expect(told).toEqual(['kept', 'not noted']);
  });
});
