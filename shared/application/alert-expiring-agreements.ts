import type { Baa } from '../domain/baa';
import { ALERT_DAYS, type AlertDays, dayAfter, dueAlert } from '../domain/baa-expiry';
import type { AuditTrail } from '../ports/audit-trail';
import type { BaaRegistry, BaaSlice } from '../ports/baa-registry';
import { ContentionError, DefectError, DependencyUnavailableError } from '../ports/errors';
import type { EventSources } from './call';
import { systemEvent } from './system-event';

export interface AlertDependencies extends EventSources {
  readonly audit: AuditTrail;
  readonly baas: BaaRegistry;
  readonly retentionYears: number;
  /** Told of each alert, for metrics: once its event is durable, or where nobody can know whether it is. */
  readonly alerted: (days: AlertDays) => void;
}

/** Slices of one run: about a gigabyte of agreements. */
const MAX_SLICES = 1000;

const alertEvent = (deps: AlertDependencies, { id, covered_entity_id }: Baa, days: AlertDays, now: Date) =>
  systemEvent(deps, now, {
    covered_entity_id,
    operation: 'alertExpiringAgreement',
    resource_type: 'baa',
    resource_id: id,
    reason_code: `expires-within-${days}-days`,
    baa_id: id,
  });

/** Marks and records an alert in one transaction: whoever finds the mark has nothing left to do. */
const alert = async (deps: AlertDependencies, baa: Baa): Promise<void> => {
  const now = deps.clock.now();
  const days = dueAlert(baa, now);
  if (days === undefined) return;
  try {
    const event = alertEvent(deps, baa, days, now);
    if ((await deps.audit.commit([deps.baas.alert(baa, days)], [event], undefined)) !== 'conflict') deps.alerted(days);
  } catch (error) {
    // Another worker or a change of the agreement holds it: if nothing was marked, the next run alerts.
    if (error instanceof ContentionError) return;
    // The mark may be there, and then no later run would sound the alarm: rather twice than never.
    if (error instanceof DependencyUnavailableError) deps.alerted(days);
    throw error;
  }
};

/** An outage ends the run, and the next one goes on; a defect of one agreement does not keep the others from alerting. */
const alertEach = async (deps: AlertDependencies, { agreements }: BaaSlice): Promise<number> => {
  let failed = 0;
  for (const baa of agreements) {
    try {
      await alert(deps, baa);
    } catch (error) {
      if (error instanceof DependencyUnavailableError) throw error;
      failed += 1;
    }
  }
  return failed;
};

/**
 * Alerts for every agreement that ends in 90, 60, 30, or 7 days or fewer: one event for each threshold, for ever once, and
 * its metric, twice where the first commit’s outcome was unknown. It reads the whole registry, 1,000 slices of about 1 MB
 * at most.
 * @throws DependencyUnavailableError when it must be run again; what it marked stays marked
 * @throws DefectError when agreements could not be read or alerted, or were too many; all others were
 */
export const alertExpiringAgreements = async (deps: AlertDependencies): Promise<void> => {
  const now = deps.clock.now();
  const range = { first: dayAfter(now, 0), last: dayAfter(now, Math.max(...ALERT_DAYS)) };
  let failed = 0;
  let from: string | undefined;
  for (let slices = 0; slices < MAX_SLICES; slices += 1) {
    const slice = await deps.baas.expiring(range, from);
    failed += slice.unreadable + (await alertEach(deps, slice));
    from = slice.next;
    if (from === undefined) break;
  }
  if (failed > 0) throw new DefectError(`${failed} agreements without an alert`);
  if (from !== undefined) throw new DefectError('too many agreements for one run');
};
