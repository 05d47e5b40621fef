/**
 * What a log line may hold: closed-list words, ids that we made, and numbers. A key that is not here is dropped, not
 * masked: the allow-list is the first line of guarantee 5, and no value of a request can be named in it.
 */
export interface LogFields {
  readonly request_id?: string;
  readonly error_id?: string;
  readonly operation?: string;
  /** Who called, and the one patient concerned: ids of ours, for the review of activity, and nothing else of either. */
  readonly user_id?: string | undefined;
  readonly patient_id?: string | undefined;
  /** A ULID of ours, or a hash. */
  readonly event_id?: string;
  /** A covered entity's id, or `platform`. */
  readonly tree?: string;
  /** Items that a run dealt with. */
  readonly items?: number;
  readonly finished?: boolean;
  readonly lag_seconds?: number;
  readonly function_name?: string;
  readonly status_code?: number;
  readonly reason_code?: string;
  readonly outcome?: string;
  readonly duration_ms?: number;
  readonly dependency?: string;
  readonly error?: unknown;
  readonly settings?: readonly string[];
}

/** The messages of all log lines; free text has no place in a log. */
export type LogMessage =
  | 'request'
  | 'unexpected error'
  | 'dependency unavailable'
  | 'audit append failed'
  | 'audit fallback used'
  | 'audit fallback failed'
  | 'audit fallback not noted'
  | 'audit fallback unreadable'
  | 'audit reconciled'
  | 'session touch failed'
  | 'readiness probe failed'
  | 'misconfigured'
  | 'worker failed'
  | 'audit event changed'
  | 'audit event unreadable'
  | 'tree parked'
  | 'rollup overflow'
  | 'caught up'
  | 'token claims added'
  | 'log record dropped';

const LONGEST = 256;
const MAX_FRAMES = 20;
/** More than there are settings to name. */
const MAX_WORDS = 50;

/**
 * The stack's frames without its head, where the message, and so perhaps PHI, stands. The head must be exactly a class
 * name and the message; if it is not, where the message ends is unknown and nothing of the stack is shown.
 */
const frames = ({ stack = '', message }: Error): readonly string[] => {
  const [className = ''] = /^[A-Za-z0-9_$]{0,64}/.exec(stack) ?? [];
  const head = message === '' ? className : `${className}: ${message}`;
  if (!stack.startsWith(`${head}\n`)) return [];
  return stack
    .slice(head.length + 1)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^at [^\n]{1,300}:\d+:\d+\)?$/.test(line))
    .slice(0, MAX_FRAMES);
};

const identifier = (text: string): string => (/^[A-Za-z0-9_$]{1,64}$/.test(text) ? text : 'Error');

interface LoggedError {
  readonly name: string;
  readonly frames: readonly string[];
  readonly cause?: string;
}

/** An error as its class name, frames, and its cause's class name; never its message. */
export const loggedError = (error: unknown): LoggedError | undefined => {
  if (error === undefined) return undefined;
  if (!(error instanceof Error)) return { name: identifier(typeof error), frames: [] };
  const cause = error.cause instanceof Error ? { cause: identifier(error.cause.name) } : {};
  return { name: identifier(error.name), frames: frames(error), ...cause };
};

const word = (value: unknown): string | undefined => (typeof value === 'string' ? value.slice(0, LONGEST) : undefined);
const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
const words = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string').slice(0, MAX_WORDS) : undefined;

const id = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value) ? value : undefined;

const ALLOWED: { readonly [K in keyof Required<LogFields>]: (value: unknown) => unknown } = {
  request_id: word,
  error_id: word,
  operation: word,
  user_id: id,
  patient_id: id,
  event_id: word,
  tree: word,
  items: number,
  finished: (value) => (typeof value === 'boolean' ? value : undefined),
  lag_seconds: number,
  function_name: word,
  status_code: number,
  reason_code: word,
  outcome: word,
  duration_ms: number,
  dependency: word,
  error: loggedError,
  settings: words,
};

/** Takes over the allowed keys, each in its own form, and nothing else. */
export const allowedFields = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(ALLOWED)
      .map(([key, form]) => [key, form(fields[key])] as const)
      .filter(([, value]) => value !== undefined),
  );
