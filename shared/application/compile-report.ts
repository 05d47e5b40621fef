import { type Baa, baaStatus, type BaaStatus } from '../domain/baa';
import { reportFigures, type ReportFigures, sumOfRollups } from '../domain/compliance-report';
import { keysPresent, type TenantKeyRecord } from '../domain/key-destruction';
import { type ReportPeriod, reportPeriod } from '../domain/report-period';
import { isRefusal, type Refusal } from '../domain/result';
import type { Audited, AuditTrail } from '../ports/audit-trail';
import type { BaaRegistry } from '../ports/baa-registry';
import type { RollupReader, SequenceHead } from '../ports/rollup-reader';
import type { TenantKeyStore } from '../ports/tenant-key-store';
import { auditEvent, type Call, type EventSources } from './call';

export interface ReportDependencies extends EventSources {
  readonly audit: AuditTrail;
  readonly rollups: RollupReader;
  readonly baas: Pick<BaaRegistry, 'agreementsOf'>;
  readonly keys: Pick<TenantKeyStore, 'versions'>;
}

/** What a report is made of, as it was read. */
export interface ReportSources {
  readonly period: ReportPeriod;
  readonly figures: ReportFigures;
  readonly head: SequenceHead;
  readonly completeUntil: string | undefined;
  readonly agreements: readonly Baa[];
  readonly keys: readonly TenantKeyRecord[];
}

type ReportedAgreement = Pick<
  Baa,
  | 'id'
  | 'organization_name'
  | 'effective_date'
  | 'expiry_date'
  | 'data_residency_region'
  | 'phi_categories'
  | 'deactivated_at'
  | 'closed_at'
  | 'closure'
  | 'clauses'
  | 'subcontractors'
> & { readonly status: BaaStatus; readonly keys_present?: number };

interface ReportedKey {
  readonly version: number;
  readonly key_id: string;
  readonly created_at: string;
  readonly age_days: number;
  readonly state: 'active' | 'retired' | 'destroyed';
}

export interface ReportBody extends ReportFigures {
  readonly covered_entity_id: string;
  readonly period: ReportPeriod;
  readonly generated_at: string;
  readonly generated_by: string;
  readonly agreements: readonly ReportedAgreement[];
  readonly keys: readonly ReportedKey[];
  readonly retention: { readonly years: number; readonly basis: string };
  readonly reach: {
    readonly sequence_size: number;
    readonly complete_until?: string;
    readonly newest_recorded_at?: string;
    readonly note: string;
  };
  readonly seal: { readonly state: 'not_available' };
}

const DAY_MS = 86_400_000;

const RETENTION_BASIS =
  '45 CFR 164.316(b)(2)(i): six years, for documentation. Audit events follow by 45 CFR 164.528 and practice.';

const REACH_NOTE =
  'The figures come from daily rollups, which follow the audit log. Up to complete_until, the log was compared with them ' +
  'and nothing was missing; without it, no comparison has ended yet. After it, older events may be missing here even ' +
  'where newer ones are counted: they are in the log. newest_recorded_at is the newest event counted, by the clock that ' +
  'recorded it, and no later than generated_at.';

/**
 * Reads what a report is made of, side by side: at most one read for each day covered, whatever the number of events.
 * @param texts the period as asked for; see `reportPeriod`.
 * @throws DependencyUnavailableError
 */
export const readReport = async (
  { clock, rollups, baas, keys }: Pick<ReportDependencies, 'clock' | 'rollups' | 'baas' | 'keys'>,
  tree: string,
  texts: Partial<ReportPeriod>,
): Promise<ReportSources | Refusal<'invalid-request'>> => {
  const period = reportPeriod(texts, clock.now());
  if (isRefusal(period)) return period;
  const [days, head, completeUntil, agreements, versions] = await Promise.all([
    rollups.days(tree, period.from, period.to),
    rollups.head(tree),
    rollups.completeUntil(tree),
    baas.agreementsOf(tree),
    keys.versions(tree),
  ]);
  return { period, figures: reportFigures(sumOfRollups(days)), head, completeUntil, agreements, keys: versions };
};

const reportedAgreement = (baa: Baa, keys: readonly TenantKeyRecord[], now: Date): ReportedAgreement => ({
  id: baa.id,
  organization_name: baa.organization_name,
  status: baaStatus(baa, now),
  effective_date: baa.effective_date,
  expiry_date: baa.expiry_date,
  data_residency_region: baa.data_residency_region,
  phi_categories: baa.phi_categories,
  deactivated_at: baa.deactivated_at,
  closed_at: baa.closed_at,
  closure: baa.closure,
  keys_present: baa.closure?.method === 'destroyed' ? keysPresent(keys) : undefined,
  clauses: baa.clauses,
  subcontractors: baa.subcontractors,
});

const keyState = ({ version, material }: TenantKeyRecord, newest: number): ReportedKey['state'] => {
  if (material === 'destroyed') return 'destroyed';
  return version === newest ? 'active' : 'retired';
};

const reportedKey = (key: TenantKeyRecord, newest: number, now: Date): ReportedKey => ({
  version: key.version,
  key_id: key.key_id,
  created_at: key.created_at.toISOString(),
  age_days: Math.max(0, Math.floor((now.getTime() - key.created_at.getTime()) / DAY_MS)),
  state: keyState(key, newest),
});

/** The last to expire first; of equals, by id. */
const byExpiry = (one: Baa, other: Baa): number =>
  other.expiry_date.localeCompare(one.expiry_date, 'en') || one.id.localeCompare(other.id, 'en');

/** How far the figures reach: what was compared, and beside it the newest event, which a fast clock may have dated. */
const reachOf = ({ head, completeUntil }: ReportSources, now: Date): ReportBody['reach'] => {
  const [newest, latest] = [head.newest_recorded_at, now.toISOString()];
  return {
    sequence_size: head.size,
    complete_until: completeUntil,
    newest_recorded_at: newest !== undefined && newest > latest ? latest : newest,
    note: REACH_NOTE,
  };
};

const reportBody = (call: Call, sources: ReportSources, now: Date): ReportBody => {
  const { period, figures, agreements, keys } = sources;
  const newest = Math.max(...keys.map(({ version }) => version));
  return {
    covered_entity_id: call.tree,
    period,
    generated_at: now.toISOString(),
    generated_by: call.actor.user_id,
    ...figures,
    agreements: [...agreements].sort(byExpiry).map((baa) => reportedAgreement(baa, keys, now)),
    keys: [...keys].sort((one, other) => other.version - one.version).map((key) => reportedKey(key, newest, now)),
    retention: { years: call.retention_years, basis: RETENTION_BASIS },
    reach: reachOf(sources, now),
    seal: { state: 'not_available' },
  };
};

/**
 * Answers with the report. That somebody read it is itself an event (45 CFR 164.312(b)), which names the period as its
 * resource.
 * @throws DependencyUnavailableError
 */
export const answerReport = async (
  deps: Pick<ReportDependencies, 'audit'> & EventSources,
  call: Call,
  sources: ReportSources | Refusal<'invalid-request'>,
): Promise<Audited<ReportBody> | Refusal<'invalid-request'>> => {
  if (isRefusal(sources)) return sources;
  const { from, to } = sources.period;
  const event = auditEvent(call, { outcome: 'success', status_code: 200, resource_id: `${from}_${to}` }, deps);
  return deps.audit.answer([event], reportBody(call, sources, deps.clock.now()), call.check);
};
