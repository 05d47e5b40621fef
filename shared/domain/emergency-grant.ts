import { refuse, type Refusal } from './result';

/** Why a clinician breaks the glass (45 CFR 164.312(a)(2)(ii)). What else there is to say is the justification. */
export const EMERGENCY_REASONS = ['life_threatening', 'unconscious_patient', 'disaster', 'other'] as const;

export type EmergencyReason = (typeof EMERGENCY_REASONS)[number];

/** What a reviewer finds. */
export const EMERGENCY_VERDICTS = ['justified', 'unjustified', 'inconclusive'] as const;

export type EmergencyVerdict = (typeof EMERGENCY_VERDICTS)[number];

/** How a grant stands. `closed` is the only end, and only a verdict leads there. */
export const GRANT_STATUSES = ['active', 'review_due', 'review_overdue', 'closed'] as const;

export type GrantStatus = (typeof GRANT_STATUSES)[number];

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How long a grant opens one patient's record. */
export const GRANT_MS = 60 * MINUTE_MS;
/** How long the review may take, from the request on: the alarm sounds at once, so nobody waits for the grant's end. */
export const REVIEW_MS = 72 * HOUR_MS;

/** A verdict, by whom, and when. */
export interface GrantReview {
  readonly verdict: EmergencyVerdict;
  readonly reviewed_by: string;
  readonly reviewed_at: string;
}

/** What never changes of a grant: who may see whose record, why, from when until when. */
export interface GrantTerms {
  /** A UUID of version 7: grants sort by the time of their request. */
  readonly id: string;
  readonly covered_entity_id: string;
  readonly patient_id: string;
  readonly user_id: string;
  readonly reason: EmergencyReason;
  readonly requested_at: string;
  readonly expires_at: string;
  readonly review_due_at: string;
  /** The clinician's reviews that were overdue when this was requested; they mark it, and refuse nothing. */
  readonly overdue_reviews: number;
}

/** An emergency grant: one clinician, one patient, 60 minutes, one review. */
export interface EmergencyGrant extends GrantTerms {
  readonly review?: GrantReview;
  /** When the overdue review was escalated. */
  readonly escalated_at?: string;
}

/** The grant that answers a request made now. */
export const newGrant = (
  request: Pick<GrantTerms, 'id' | 'covered_entity_id' | 'patient_id' | 'user_id' | 'reason' | 'overdue_reviews'>,
  now: Date,
): GrantTerms => ({
  ...request,
  requested_at: now.toISOString(),
  expires_at: new Date(now.getTime() + GRANT_MS).toISOString(),
  review_due_at: new Date(now.getTime() + REVIEW_MS).toISOString(),
});

/** How a grant stands at a time. A verdict ends it whenever it is given: nobody would judge what came after. */
export const grantStatus = (
  { review, expires_at, review_due_at }: Pick<EmergencyGrant, 'review' | 'expires_at' | 'review_due_at'>,
  now: Date,
): GrantStatus => {
  if (review !== undefined) return 'closed';
  const at = now.toISOString();
  if (at < expires_at) return 'active';
  return at < review_due_at ? 'review_due' : 'review_overdue';
};

/** Whether the grant opens this patient's record to this user now. */
export const opensRecord = (
  grant: EmergencyGrant,
  { patient_id, user_id }: Pick<GrantTerms, 'patient_id' | 'user_id'>,
  now: Date,
): boolean => grant.patient_id === patient_id && grant.user_id === user_id && grantStatus(grant, now) === 'active';

/** What follows from a verdict besides the end of the grant. */
export interface ReviewOutcome {
  readonly review: GrantReview;
  /** `unjustified`: no further grants for this clinician until an admin lifts it, and a breach is presumed. */
  readonly suspends: boolean;
}

/** A verdict on a grant: once, and never by the clinician whose grant it is. */
export const decideReview = (
  grant: EmergencyGrant,
  by: { readonly user_id: string; readonly verdict: EmergencyVerdict },
  now: Date,
): ReviewOutcome | Refusal<'own-emergency-access' | 'already-reviewed'> => {
  if (grant.user_id === by.user_id) return refuse('own-emergency-access');
  if (grant.review !== undefined) return refuse('already-reviewed');
  return {
    review: { verdict: by.verdict, reviewed_by: by.user_id, reviewed_at: now.toISOString() },
    suspends: by.verdict === 'unjustified',
  };
};

const HEX = 16;
const TIME_DIGITS = 12;
const RANDOM_BYTES = 10;

/**
 * A UUID of version 7 (RFC 9562, 5.7): the time in milliseconds, then 74 random bits.
 * @throws RangeError unless there are 10 random bytes
 */
export const timeOrderedUuid = (now: Date, random: Uint8Array): string => {
  if (random.length !== RANDOM_BYTES) throw new RangeError('10 random bytes are needed.');
  const [versioned = 0, second = 0, varianted = 0, ...rest] = random;
  const bytes = [(versioned & 0x0f) | 0x70, second, (varianted & 0x3f) | 0x80, ...rest];
  const digits = [
    now.getTime().toString(HEX).padStart(TIME_DIGITS, '0'),
    ...bytes.map((byte) => byte.toString(HEX).padStart(2, '0')),
  ].join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

/** The lowest id that a grant requested then, or later, can have. */
export const firstIdSince = (since: Date): string => timeOrderedUuid(since, new Uint8Array(RANDOM_BYTES));
