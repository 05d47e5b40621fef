import { S3KeptAuditEvents } from '../../../shared/adapters/aws/s3-kept-audit-events';
import type { FunctionDefinition } from '../../../shared/api/functions';
import { EVIDENCE_BUCKET } from '../../../infra/local/local-resources';
import { fromAuditItem } from '../../../shared/adapters/aws/audit-item';
import { rawItems } from '../../support/raw-table';
import { changesBetween, type StoredState, storedState, TABLES_OF_EFFECTS } from './stored-state';
import { wrongSequence } from './settled-log';
import type { SweepLane } from './sweep-lane';
import { drain, jobsOf } from './worker-work';

/** What lay in the stores before a worker ran. */
export interface BeforeWorker {
  readonly state: StoredState;
  readonly eventIds: ReadonlySet<string>;
  /** Log lines. */
  readonly lines: number;
}

const MOST_KEPT = 1000;
/** They give events their places themselves; what others write waits for its stream. */
export const SEQUENCING = new Set(['SequenceAuditEvents', 'CatchUpSequence']);

const eventsOf = async ({ stack }: SweepLane) =>
  (await rawItems(stack, 'audit')).flatMap((item) => fromAuditItem(item) ?? []);

export const beforeWorker = async (lane: SweepLane): Promise<BeforeWorker> => ({
  state: await storedState(lane.stack, TABLES_OF_EFFECTS),
  eventIds: new Set((await eventsOf(lane)).map(({ id }) => id)),
  lines: lane.stack.logLines().length,
});

/** Metrics that raise an alarm on what a worker found, and that no later run would tell again. */
const ALARMS = ['BaaExpiring', 'EmergencyReviewOverdue', 'BreachAssessmentOverdue'];

/** Alarms told since then, each once: twice is allowed where the outcome of a write was unknown, never is not. */
const alarmsSince = ({ stack }: SweepLane, lines: number): readonly string[] => {
  const told = stack.logLines().slice(lines);
  return ALARMS.filter((name) => told.some((line) => line[name] !== undefined)).map((name) => `alarm ${name}`);
};

/** What a job of records leaves, however often a page came again: its end once, every record done, and none failed. */
const jobEffects = async (lane: SweepLane, events: readonly string[]): Promise<readonly string[]> => {
  const jobs = await jobsOf(lane);
  const [last] = [...jobs].sort((one, other) => (one.started_at < other.started_at ? 1 : -1));
  const { state, progress, key_version } = { ...last };
  const keys = (await lane.rows('keys')).map(({ version }) => Number(version ?? 0));
  return [
    `${state}: ${progress?.done} done, ${progress?.failed} failed, of ${(await lane.rows('patients')).length} patients`,
    key_version === Math.max(...keys) ? 'under the newest key' : `under key ${key_version} of ${Math.max(...keys)}`,
    ...events.filter((event) => !/^(reencryptPage|restartJob) success /.test(event)),
  ];
};

/** What a worker's runs left in the tables and in the log, as texts that are the same whatever a fault delayed. */
export const effectsSince = async (
  lane: SweepLane,
  { id }: FunctionDefinition,
  { state, eventIds, lines }: BeforeWorker,
): Promise<readonly string[]> => {
  const events = (await eventsOf(lane))
    .filter((event) => !eventIds.has(event.id))
    .map(({ operation, outcome, reason_code }) => `${operation} ${outcome} ${reason_code ?? ''}`)
    .sort();
  if (id === 'RunJob') return jobEffects(lane, events);
  const changes = changesBetween(state, await storedState(lane.stack, TABLES_OF_EFFECTS));
  return [JSON.stringify(changes), ...events, ...alarmsSince(lane, lines)];
};

/** What the second audit sink holds, and the log does not, and what is noted as pending. */
const unreconciled = async (lane: SweepLane): Promise<readonly string[]> => {
  const sink = new S3KeptAuditEvents(lane.bucket, EVIDENCE_BUCKET);
  const logged = new Set((await eventsOf(lane)).map(({ id }) => id));
  const wrong: string[] = [];
  for (const tree of await sink.trees()) {
    const missing = (await sink.names(tree, undefined, MOST_KEPT)).filter((name) => !logged.has(name));
    wrong.push(...missing.map((name) => `the log lacks the kept event ${name}`));
  }
  const pending = (await lane.rows('reconciliation')).filter((row) => row.pending !== undefined);
  return [...wrong, ...pending.map(() => 'events are noted as pending')];
};

/** Where the log, its sequence, and its rollups do not agree once a worker is done. */
export const wrongAfter = async (lane: SweepLane, { id }: FunctionDefinition): Promise<readonly string[]> => {
  const own = SEQUENCING.has(id) ? await wrongSequence(lane.stack, lane.database) : [];
  const kept = id === 'ReconcileAudit' ? await unreconciled(lane) : [];
  // Delivered now, or once more.
  const drained = await drain(lane, 'SequenceAuditEvents');
  return [
    ...own,
    ...kept,
    ...(drained === 'succeeded' ? [] : [`the stream ${drained}`]),
    ...(await wrongSequence(lane.stack, lane.database)),
  ];
};
