import { type AuditEvent, PLATFORM_TREE } from '../domain/audit-event';
import {
  type CheckName,
  CHECKS,
  type CheckReason,
  Readiness,
  type ReadinessBody,
  type ReadinessCheck,
} from '../domain/readiness';
import type { Audited, ResponseCheck } from '../ports/audit-trail';
import { DependencyUnavailableError } from '../ports/errors';
import { TimeLimitError } from '../ports/time-limit';
import { auditEvent, type Call } from './call';
import { platformView } from './platform-view';
import { type Finding, type Probe, type ReadinessDependencies, readinessProbes } from './readiness-probes';

/** How long each probe may take; they run side by side, so this is about how long they all take. */
export const PROBE_LIMIT_MS = 4000;

const reasonOf = (error: unknown): CheckReason => {
  if (error instanceof TimeLimitError) return 'timed-out';
  return error instanceof DependencyUnavailableError ? 'unavailable' : 'unexpected-error';
};

const find = async (deps: ReadinessDependencies, { name, needs, run }: Probe, requestId: string): Promise<Finding> => {
  if (needs.some((foundation) => deps.misconfigured.has(foundation))) return { reason: 'misconfigured' };
  try {
    return await deps.timeLimit.within(PROBE_LIMIT_MS, Promise.resolve().then(run));
  } catch (error) {
    deps.probeFailed(name, error, requestId);
    return { reason: reasonOf(error) };
  }
};

/** Runs one probe, whatever becomes of it. @throws nothing */
const check = async (deps: ReadinessDependencies, probe: Probe, requestId: string): Promise<ReadinessCheck> => {
  const started = deps.clock.now();
  const finding = await find(deps, probe, requestId);
  const ended = deps.clock.now();
  return {
    name: probe.name,
    ...CHECKS[probe.name],
    passed: finding.reason === undefined,
    ...finding,
    checked_at: ended.toISOString(),
    duration_ms: Math.max(0, ended.getTime() - started.getTime()),
  };
};

/** What a report on readiness is about, and the event that is at once its own and the one that it tries. */
interface ReadinessSubject {
  readonly tree: string;
  readonly now: Date;
  readonly event: AuditEvent;
}

/** Events that the audit log does not show yet; 0 also where that cannot be found out, which is logged. @throws nothing */
const pendingOf = async (deps: ReadinessDependencies, { tree, event }: ReadinessSubject): Promise<number> => {
  // Emergency access is of a covered entity's patients: the platform's own log waits for nothing.
  if (tree === PLATFORM_TREE) return 0;
  try {
    const { pending } = await deps.timeLimit.within(PROBE_LIMIT_MS, deps.reconciliation.load(tree));
    return pending.length;
  } catch (error) {
    deps.probeFailed('audit-pending', error, event.request_id);
    return 0;
  }
};

const answer = (
  deps: ReadinessDependencies,
  subject: ReadinessSubject,
  wanted: (name: CheckName) => boolean,
  checkBody?: ResponseCheck,
): Promise<Audited<ReadinessBody>> => {
  const report = async (appended: Promise<void>): Promise<Readiness> => {
    const probes = readinessProbes(deps, { ...subject, appended }).filter(({ name }) => wanted(name));
    const [pending, ...checks] = await Promise.all([
      pendingOf(deps, subject),
      ...probes.map((probe) => check(deps, probe, subject.event.request_id)),
    ]);
    return Readiness.of(deps.mode, checks, pending);
  };
  return deps.audit.answerReadiness(subject.event, report, checkBody);
};

/**
 * Probes the controls that stand for all covered entities, for a dashboard: each but the agreement, which is one
 * entity's own. Its event stands in the tree `platform`.
 */
export const showControlProbes = (deps: ReadinessDependencies): Promise<Audited<ReadinessBody>> => {
  const event = platformView(deps, { operation: 'showControlProbes', resource_type: 'readiness' });
  const subject = { tree: PLATFORM_TREE, now: deps.clock.now(), event };
  return answer(deps, subject, (name) => CHECKS[name].control !== 'has_active_baa');
};

/**
 * Probes every control and says which hold (45 CFR 164.308(a)(8), evaluation). The call's own event is the event that
 * is appended, read back, and must refuse to be changed: one event for each call. It answers also when the event cannot
 * be written, and says so then.
 * @throws ZodError when a probe found something that is not of the closed lists: a defect.
 */
export const showReadiness = (deps: ReadinessDependencies, call: Call): Promise<Audited<ReadinessBody>> => {
  const event = auditEvent(call, { outcome: 'success', status_code: 200 }, deps);
  return answer(deps, { tree: call.tree, now: call.started_at, event }, () => true, call.check);
};
