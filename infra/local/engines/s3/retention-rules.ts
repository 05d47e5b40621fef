import type { DefaultRetention } from './bucket-seed';
import type { ObjectVersion, Retention } from './object-version';
import { s3Error } from './s3-error';

const DAY_MILLISECONDS = 86_400_000;

/** The retention that a bucket gives to a new version when the request names none. */
export function retentionByDefault(rule: DefaultRetention | undefined, now: Date): Retention | undefined {
  if (rule === undefined) return undefined;
  const until = new Date(now);
  if (rule.years !== undefined) until.setUTCFullYear(until.getUTCFullYear() + rule.years);
  return { mode: rule.mode, until: until.getTime() + (rule.days ?? 0) * DAY_MILLISECONDS };
}

/** Mode and date as a request states them: both or neither, the date to come. */
export function retentionStated(mode: string | undefined, date: string | undefined, now: Date): Retention | undefined {
  if (mode === undefined && date === undefined) return undefined;
  if (mode !== 'COMPLIANCE' && mode !== 'GOVERNANCE') {
    throw s3Error('InvalidArgument', 'Retention needs a mode, COMPLIANCE or GOVERNANCE, and a date.');
  }
  const until = Date.parse(date ?? '');
  if (Number.isNaN(until)) throw s3Error('InvalidArgument', 'Retention needs a mode and a date.');
  if (until <= now.getTime()) throw s3Error('InvalidArgument', 'The retain until date must be in the future!');
  return { mode, until };
}

/**
 * Refuses to destroy a version under retention. COMPLIANCE yields to nobody; GOVERNANCE to a request that asks to
 * bypass it. The refusal is S3's own: it does not say what protects the object.
 */
export function requireDeletable(version: ObjectVersion, now: Date, bypassGovernance: boolean): void {
  if (isHeld(version.retention, now, bypassGovernance)) {
    throw s3Error('AccessDenied', 'Access Denied because object protected by object lock.');
  }
}

/** Refuses to weaken a retention in force: under COMPLIANCE it may only be extended. */
export function requireNotWeakened(
  current: Retention | undefined,
  next: Retention | undefined,
  now: Date,
  bypassGovernance: boolean,
): void {
  if (current === undefined || !isHeld(current, now, bypassGovernance)) return;
  const extended = next !== undefined && next.until >= current.until;
  const modeKept = next?.mode === current.mode || (current.mode === 'GOVERNANCE' && next?.mode === 'COMPLIANCE');
  if (!extended || !modeKept) {
    throw s3Error('AccessDenied', 'Access Denied because object protected by object lock.');
  }
}

function isHeld(retention: Retention | undefined, now: Date, bypassGovernance: boolean): boolean {
  if (retention === undefined || retention.until <= now.getTime()) return false;
  return retention.mode === 'COMPLIANCE' || !bypassGovernance;
}
