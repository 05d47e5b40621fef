import { type EmergencyGrant, grantStatus, type GrantStatus } from './emergency-grant';

/** How grants stand that nobody has judged. */
type PendingStatus = Exclude<GrantStatus, 'closed'>;

/** A grant without a verdict: ids and times, and nothing of the patient or of what was written. */
export interface PendingGrant {
  readonly id: string;
  readonly covered_entity_id: string;
  readonly status: PendingStatus;
  readonly requested_at: string;
  readonly expires_at: string;
  readonly review_due_at: string;
  readonly escalated: boolean;
}

/** The grants that wait for a verdict, of all covered entities. */
export interface BreakGlassQueue {
  readonly generated_at: string;
  readonly counts: Readonly<Record<PendingStatus, number>>;
  /** The most urgent first: those whose review is due first. */
  readonly grants: readonly PendingGrant[];
  /** Whether there are more than were read: then the counts are lower bounds. */
  readonly incomplete: boolean;
}

const pending = (grant: EmergencyGrant, now: Date): readonly PendingGrant[] => {
  const status = grantStatus(grant, now);
  if (status === 'closed') return [];
  const { id, covered_entity_id, requested_at, expires_at, review_due_at, escalated_at } = grant;
  const escalated = escalated_at !== undefined;
  return [{ id, covered_entity_id, status, requested_at, expires_at, review_due_at, escalated }];
};

/** The queue at a time. @param most how many rows it has; the counts are of all grants given. */
export const breakGlassQueue = (
  { grants, more }: { readonly grants: readonly EmergencyGrant[]; readonly more: boolean },
  most: number,
  now: Date,
): BreakGlassQueue => {
  const open = grants
    .flatMap((grant) => pending(grant, now))
    .sort((one, other) => (one.review_due_at < other.review_due_at ? -1 : 1));
  const number = (wanted: PendingStatus): number => open.filter(({ status }) => status === wanted).length;
  return {
    generated_at: now.toISOString(),
    counts: {
      active: number('active'),
      review_due: number('review_due'),
      review_overdue: number('review_overdue'),
    },
    grants: open.slice(0, most),
    incomplete: more,
  };
};
