import type { OperationId } from '../../../shared/api/routes/routes';
import type { RequestOptions } from '../../support/stack-request';
import type { SeededRandom } from '../../support/phi-lines/random';

export type Who = 'admin' | 'clinician' | 'clinician2';

/** An answer that came whole: what the stack acknowledged. */
export interface Answer {
  readonly status: number;
  readonly requestId: string;
  /** Whether it is the answer to an earlier request with the same key. */
  readonly replayed: boolean;
  readonly json: unknown;
}

/** How a request whose answer was lost is sent again. */
type Repeat = 'by-key' | 'by-version' | 'as-it-is' | 'never';

/** A request that a client may send. */
export interface Step {
  readonly operation: OperationId;
  readonly who: Who;
  readonly method: string;
  readonly path: string;
  readonly options: RequestOptions;
  readonly repeat: Repeat;
  /** How many events one answer has. */
  readonly events: (answer: Answer) => number;
  /** Told of each answer that says the step is done. */
  readonly acknowledged: (answer: Answer) => void;
}

/** A request, and what came of each time it was sent: its answer, or nothing. */
export interface Sent {
  readonly kill: number;
  readonly step: Step;
  readonly attempts: readonly (Answer | undefined)[];
}

interface Reading {
  readonly id: string;
  readonly value: number;
}

export interface KnownPatient {
  readonly id: string;
  /** The one client that changes it, so that its content is known. */
  readonly owner: number;
  readonly who: Who;
  content: Readonly<Record<string, unknown>>;
  version: number;
  readonly readings: Reading[];
  /** By user id, whether the last acknowledged change put them on the team. */
  readonly careTeam: Map<string, boolean>;
  grantId?: string;
  /** The kill after which its content was last compared. */
  comparedAt: number;
}

export interface KnownToken {
  readonly ciphertext: string;
  readonly context: Readonly<Record<string, string>>;
  readonly value: string;
}

/** What the clients know: all of it acknowledged, on one home. */
export interface Model {
  readonly patients: KnownPatient[];
  readonly tokens: KnownToken[];
  /** Access tokens of sessions whose end was acknowledged. */
  readonly endedSessions: string[];
  readonly jobs: Set<string>;
  readonly sent: Sent[];
}

export const newModel = (): Model => ({ patients: [], tokens: [], endedSessions: [], jobs: new Set(), sent: [] });

/** What a step is made from. */
export interface StepSource {
  readonly model: Model;
  readonly random: SeededRandom;
  /** The client that sends it. */
  readonly client: number;
  readonly who: Who;
}

export const newId = (random: SeededRandom): string => random.form('%%%%%%%%-%%%%-4%%%-8%%%-%%%%%%%%%%%%');

/** A member of an answer's body, as text. */
export const memberOf = ({ json }: Answer, name: string): string =>
  String(Reflect.get(Object(json) as object, name) ?? '');

export const itemsOf = ({ json }: Answer): readonly unknown[] => {
  const items: unknown = Reflect.get(Object(json) as object, 'items');
  return Array.isArray(items) ? items : [];
};

const one = (): number => 1;
const nothing = (): void => undefined;

/** A step with one event, of which nothing is to be kept. */
export const step = (
  { who }: Pick<StepSource, 'who'>,
  what: Pick<Step, 'operation' | 'method' | 'path'> & Partial<Step>,
): Step => ({ who, options: {}, repeat: 'never', events: one, acknowledged: nothing, ...what });

/** The same with an idempotency key. */
export const keyedStep = (
  source: StepSource,
  what: Pick<Step, 'operation' | 'path'> & Partial<Step> & { readonly json?: unknown },
): Step => {
  const { json, ...rest } = what;
  const headers = { 'Idempotency-Key': newId(source.random) };
  return step(source, { method: 'POST', options: { json, headers }, repeat: 'by-key', ...rest });
};

export const isDone = ({ status }: Answer): boolean => status >= 200 && status < 300;

/** Answers of a sent request that say it is done. */
export const doneAnswers = ({ attempts }: Sent): readonly Answer[] =>
  attempts.flatMap((answer) => (answer !== undefined && isDone(answer) ? [answer] : []));

/** Whether a request was refused for what it is, so that sending it again is in vain. */
const isRefused = ({ status }: Answer): boolean => status >= 400 && status < 500 && status !== 409;

/** Whether it is still not known what became of a request. */
export const isOpen = (sent: Sent): boolean =>
  !sent.attempts.some((answer) => answer !== undefined && (isDone(answer) || isRefused(answer)));
