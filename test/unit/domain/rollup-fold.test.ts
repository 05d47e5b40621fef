import { sequenceEntry } from '../../../shared/adapters/aws/sequence-entry';
import { toAuditItem } from '../../../shared/adapters/aws/audit-item';
import type { AuditEvent } from '../../../shared/domain/audit-event';
import { reportFigures, sumOfRollups } from '../../../shared/domain/compliance-report';
import { dailyRollup, foldByDay } from '../../../shared/domain/rollup-fold';
import { eventAt, newTree } from '../../support/audit-events';
import { NOON } from '../../support/movable-clock';
import { PATIENT, USER } from '../../support/synthetic-parties';

/** The figures of events, by the way that they take from the log. */
const figuresOf = (...changes: readonly Partial<AuditEvent>[]) => {
  const tree = newTree();
  const entries = changes.map((each) => sequenceEntry(toAuditItem(eventAt(tree, NOON, each)), NOON));
  return reportFigures(sumOfRollups(foldByDay(entries).map((delta) => dailyRollup(tree, delta, 0))));
};

const other = '33cc44dd-55ee-4f66-8a77-000000000001';

describe('164.308(a)(1)(ii)(D) distinct patients are those whose PHI was accessed', () => {
  it.each(['denied', 'failure'] as const)('not whom an event names that was %s', (outcome) => {
    expect(figuresOf({ patient_id: PATIENT }, { patient_id: other, outcome }).distinct.patients).toBe(1);
  });

  it('not whom a person reports', () => {
    expect(figuresOf({ patient_id: PATIENT }, { patient_id: other, source: 'manual' }).distinct.patients).toBe(1);
  });
});

describe('users are people', () => {
  it('what the system does by itself is in the counts, and in no count of users', () => {
    const figures = figuresOf({ user_id: USER }, { user_id: 'system', actor_scope: 'system', roles: [] });
    expect(figures.accesses.by_outcome.success).toBe(2);
    expect(figures.distinct.users).toBe(1);
    expect(figures.top_users).toEqual([{ user_id: USER, events: 1 }]);
  });
});

describe('a manual entry is what somebody says, and no access', () => {
  const entry = {
    source: 'manual',
    action: 'EXPORT',
    purpose: 'emergency',
    operation: 'requestEmergencyAccess',
    reason_code: 'role-required',
    roles: ['auditor'],
  } as const;

  it('it counts as such, by its action, and in no figure of the system’s', () => {
    const { accesses, sources, manual_entries, refusals, emergency, decrypts } = figuresOf(entry);
    expect(sources.manual.success).toBe(1);
    expect(manual_entries).toEqual([{ name: 'EXPORT', success: 1, denied: 0, failure: 0 }]);
    expect([accesses.by_action, accesses.by_purpose, accesses.by_role, accesses.by_operation]).toEqual([
      [],
      [],
      [],
      [],
    ]);
    expect([refusals, decrypts]).toEqual([[], 0]);
    expect(emergency).toEqual({ accesses: 0, reviews_due: 0 });
  });

  it('164.312(a)(2)(ii): emergency accesses and reviews are the system’s alone', () => {
    const real = { purpose: 'emergency', operation: 'requestEmergencyAccess' } as const;
    const review = { operation: 'reviewEmergencyAccess' } as const;
    const figures = figuresOf(real, real, review, entry, { ...review, source: 'manual' }, { ...real, source: 'aws' });
    expect(figures.emergency).toEqual({ accesses: 2, reviews_due: 1 });
  });
});
