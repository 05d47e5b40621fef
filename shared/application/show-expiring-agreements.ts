import type { Baa } from '../domain/baa';
import { ALERT_DAYS, dayAfter } from '../domain/baa-expiry';
import { type AgreementsRead, type ExpiringAgreements, expiringAgreements } from '../domain/expiring-agreements';
import type { Audited, AuditTrail } from '../ports/audit-trail';
import type { BaaRegistry } from '../ports/baa-registry';
import { platformView, type PlatformViewSources } from './platform-view';

export interface ExpiringAgreementsDependencies extends PlatformViewSources {
  readonly audit: AuditTrail;
  readonly baas: Pick<BaaRegistry, 'expiring'>;
}

/** Slices of about 1 MB that are read, thousands of agreements each; and rows that are shown. */
const MAX_SLICES = 20;
const MOST_SHOWN = 50;

const read = async ({ baas }: ExpiringAgreementsDependencies, now: Date): Promise<AgreementsRead> => {
  const range = { first: dayAfter(now, 0), last: dayAfter(now, Math.max(...ALERT_DAYS)) };
  const agreements: Baa[] = [];
  let unreadable = 0;
  let from: string | undefined;
  for (let slices = 0; slices < MAX_SLICES; slices += 1) {
    const slice = await baas.expiring(range, from);
    agreements.push(...slice.agreements);
    unreadable += slice.unreadable;
    from = slice.next;
    if (from === undefined) break;
  }
  return { agreements, unreadable, more: from !== undefined };
};

/**
 * Shows the agreements of all covered entities that end within 90 days (45 CFR 164.504(e)): ids and dates. Its event is
 * durable before anything of it leaves.
 * @throws DependencyUnavailableError
 */
export const showExpiringAgreements = async (
  deps: ExpiringAgreementsDependencies,
): Promise<Audited<ExpiringAgreements>> => {
  const now = deps.clock.now();
  const agreements = await read(deps, now);
  const event = platformView(deps, { operation: 'showExpiringAgreements', resource_type: 'baa' });
  return deps.audit.answer([event], expiringAgreements(agreements, MOST_SHOWN, now));
};
