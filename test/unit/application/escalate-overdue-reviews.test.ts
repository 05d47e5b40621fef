import { randomUUID } from 'node:crypto';
import { MemoryBreachAssessments } from '../../../shared/adapters/memory/memory-breach-assessments';
import { MemoryEmergencyGrants } from '../../../shared/adapters/memory/memory-emergency-grants';
import { escalateOverdueReviews } from '../../../shared/application/escalate-overdue-reviews';
import { newAssessment, NOTIFICATION_MS } from '../../../shared/domain/breach-assessment';
import { newGrant, REVIEW_MS } from '../../../shared/domain/emergency-grant';
import type { Mutation } from '../../../shared/ports/audit-trail';
import { DependencyUnavailableError } from '../../../shared/ports/errors';
import type { StoredGrant } from '../../../shared/ports/emergency-grants';
import { eventAt } from '../../support/audit-events';
import { loseNextReply } from '../../support/lost-reply';
import { MemoryCustody } from '../../support/memory-custody';
import { NOON } from '../../support/movable-clock';
import { PATIENT } from '../../support/synthetic-parties';

const whose = () => ({ id: randomUUID(), covered_entity_id: randomUUID(), patient_id: PATIENT, user_id: randomUUID() });

const grantOf = (): StoredGrant => ({
  ...newGrant({ ...whose(), reason: 'other', overdue_reviews: 0 }, NOON),
  justification: { header: new Uint8Array(), fields: new Map() },
});

const setUp = () => {
  const custody = new MemoryCustody();
  const told: string[] = [];
  const deps = Object.assign(custody, {
    grants: new MemoryEmergencyGrants(),
    assessments: new MemoryBreachAssessments(),
    escalated: (what: string) => void told.push(what),
  });
  const store = async (entity: string, ...mutations: readonly Mutation[]) => {
    await custody.audit.commit(mutations, [eventAt(entity)], undefined);
  };
  const escalations = () =>
    custody.audit.events
      .filter(({ operation }) => operation === 'escalateOverdueReview')
      .map(({ resource_id, reason_code }) => [resource_id, reason_code]);
  return { deps, told, store, escalations };
};

describe('164.312(a)(2)(ii) overdue reviews', () => {
  it('are escalated at the due time and not before, once', async () => {
    const { deps, told, store, escalations } = setUp();
    const grant = grantOf();
    await store(grant.covered_entity_id, deps.grants.creation(grant));
    deps.clock.advance(REVIEW_MS - 1);
    await escalateOverdueReviews(deps);
    expect(escalations()).toEqual([]);
    deps.clock.advance(1);
    await escalateOverdueReviews(deps);
    await escalateOverdueReviews(deps);
    expect([escalations(), told]).toEqual([[[grant.id, 'review-overdue']], ['review']]);
  });

  it('sound the alarm when the reply to the mark was lost: no later run would', async () => {
    const { deps, told, store, escalations } = setUp();
    const grant = grantOf();
    await store(grant.covered_entity_id, deps.grants.creation(grant));
    deps.clock.advance(REVIEW_MS);
    loseNextReply(deps.audit);
    await expect(escalateOverdueReviews(deps)).rejects.toThrow(DependencyUnavailableError);
    await escalateOverdueReviews(deps);
    expect([escalations().length, told]).toEqual([1, ['review']]);
  });

  it('are not escalated once they have a verdict', async () => {
    const { deps, store, escalations } = setUp();
    const grant = grantOf();
    const review = { verdict: 'justified', reviewed_by: randomUUID(), reviewed_at: NOON.toISOString() } as const;
    await store(grant.covered_entity_id, deps.grants.creation(grant));
    await store(grant.covered_entity_id, deps.grants.review(grant, review, undefined));
    deps.clock.advance(REVIEW_MS);
    await escalateOverdueReviews(deps);
    expect(escalations()).toEqual([]);
  });

  it('are escalated all, however many', async () => {
    const { deps, told, store } = setUp();
    const grants = Array.from({ length: 205 }, grantOf);
    await store(randomUUID(), ...grants.map((grant) => deps.grants.creation(grant)));
    deps.clock.advance(REVIEW_MS);
    await escalateOverdueReviews(deps);
    expect(told).toHaveLength(205);
  });
});

describe('164.404(b) overdue breach assessments', () => {
  it('are escalated after 60 days, once', async () => {
    const { deps, told, store, escalations } = setUp();
    const assessment = newAssessment({ ...whose(), grant_id: randomUUID() }, NOON);
    await store(assessment.covered_entity_id, deps.assessments.creation(assessment));
    deps.clock.advance(NOTIFICATION_MS - 1);
    await escalateOverdueReviews(deps);
    expect(told).toEqual([]);
    deps.clock.advance(1);
    await escalateOverdueReviews(deps);
    await escalateOverdueReviews(deps);
    expect([escalations(), told]).toEqual([[[assessment.id, 'assessment-overdue']], ['assessment']]);
  });
});
