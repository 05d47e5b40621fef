import { sealReviewNote } from '../crypto/emergency-envelope';
import { newAssessment } from '../domain/breach-assessment';
import { decideReview, type EmergencyVerdict, timeOrderedUuid } from '../domain/emergency-grant';
import type { Plaintext } from '../domain/plaintext';
import { isRefusal, refuse, type Refusal } from '../domain/result';
import type { Audited, AuditTrail, Mutation } from '../ports/audit-trail';
import type { BreachAssessments } from '../ports/breach-assessments';
import type { EmergencyGrants, StoredGrant } from '../ports/emergency-grants';
import type { EmergencySuspensions } from '../ports/emergency-suspensions';
import { DependencyUnavailableError } from '../ports/errors';
import { auditEvent, type Call, type EventSources } from './call';
import { type ListedGrant, listedGrant } from './list-emergency-access';
import type { TenantKeyring } from './tenant-keyring';

const RANDOM_ID_BYTES = 10;

export interface ReviewDependencies extends EventSources {
  readonly audit: AuditTrail;
  readonly grants: Pick<EmergencyGrants, 'find' | 'review'>;
  readonly suspensions: Pick<EmergencySuspensions, 'suspension'>;
  readonly assessments: Pick<BreachAssessments, 'creation'>;
  readonly keyring: TenantKeyring;
  readonly region: string;
}

/** What a reviewer says. */
interface Review {
  readonly verdict: EmergencyVerdict;
  readonly note?: Plaintext<string>;
}

/** A verdict, and the breach assessment that it opened. */
export type ReviewBody = ListedGrant & { readonly breach_assessment_id?: string };

/**
 * Gives the verdict on a grant, once, and by another person. `unjustified` suspends the clinician's emergency access and
 * opens a breach assessment (45 CFR 164.402), in the same transaction.
 * @throws DependencyUnavailableError
 */
export const reviewEmergencyAccess = async (
  deps: ReviewDependencies,
  call: Call,
  grant: StoredGrant | undefined,
  { verdict, note: text }: Review,
): Promise<Audited<ReviewBody> | Refusal<'not-found' | 'own-emergency-access' | 'already-reviewed'>> => {
  if (grant === undefined) return refuse('not-found');
  const now = deps.clock.now();
  const outcome = decideReview(grant, { user_id: call.actor.user_id, verdict }, now);
  if (isRefusal(outcome)) return outcome;
  const { review, suspends } = outcome;
  const bytes = (size: number): Uint8Array => deps.randomness.bytes(size);
  // A review needs no agreement; the newest key is read anew, for one that was known may have been destroyed since.
  const asOfNow = { covered_entity_id: call.tree, created_at: now.toISOString() };
  const note =
    text &&
    sealReviewNote(grant, review, text, { region: deps.region, key: await deps.keyring.sealingKey(asOfNow), bytes });
  const { id: grant_id, covered_entity_id, patient_id, user_id } = grant;
  const about = { id: timeOrderedUuid(now, bytes(RANDOM_ID_BYTES)), covered_entity_id, patient_id, user_id, grant_id };
  const consequences: readonly Mutation[] = suspends
    ? [
        deps.suspensions.suspension({ covered_entity_id, user_id, grant_id, since: review.reviewed_at }),
        deps.assessments.creation(newAssessment(about, now)),
      ]
    : [];
  const facts = { patient_id, resource_id: grant_id, emergency_grant_id: grant_id, reason_code: verdict };
  const event = auditEvent(call, { outcome: 'success', status_code: 200, ...facts }, deps);
  const body: ReviewBody = {
    ...listedGrant({ ...grant, review }, now),
    ...(suspends ? { breach_assessment_id: about.id } : {}),
  };
  const mutations = [deps.grants.review(grant, review, note), ...consequences];
  const audited = await deps.audit.commit(mutations, [event], body, call.check);
  return audited === 'conflict' ? refuse('already-reviewed') : audited;
};

export interface LiftingDependencies extends EventSources {
  readonly audit: AuditTrail;
  readonly suspensions: Pick<EmergencySuspensions, 'lifting'>;
}

/** Gives a clinician emergency access back; nobody lifts one's own suspension. @throws DependencyUnavailableError */
export const liftSuspension = async (
  deps: LiftingDependencies,
  call: Call,
  userId: string,
): Promise<Audited<undefined> | Refusal<'own-emergency-access'>> => {
  if (userId === call.actor.user_id) return refuse('own-emergency-access');
  const event = () => auditEvent(call, { outcome: 'success', status_code: 204, resource_id: userId }, deps);
  const lifted = await deps.audit.commit(
    [deps.suspensions.lifting(call.tree, userId)],
    [event()],
    undefined,
    call.check,
  );
  if (lifted === 'conflict') throw new DependencyUnavailableError('audit');
  return lifted;
};
