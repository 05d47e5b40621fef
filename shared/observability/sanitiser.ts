import type { LogFields } from './log-record';
import { cleanTable } from './sanitiser/csv';
import { Scan } from './sanitiser/scan';

/** A log line's most; a longer text is cut. */
const LONGEST_TEXT = 1 << 18;
/**
 * Read, but not shown: half an identifier has no form, so the end of what is read may hold a half. A marker stands for
 * one character at least, so that this is at the least some 400 characters of the text.
 */
const SEAM = 4096;
const CUT = '[CUT]';

// What is encoded in a text is read by a scan of its own, and what is encoded in that by another: no deeper.
const nested = (): Scan => {
  const innermost = new Scan(undefined);
  const inner = new Scan((text) => innermost.clean(text));
  return new Scan((text) => inner.clean(text));
};

/** Made with the first text: a bundle that sanitises records alone holds neither the scan nor its words. */
let outer: Scan | undefined;
const cleanText = (text: string): string => (outer ??= nested()).clean(text);
const clean = (text: string): string => cleanTable(text, cleanText) ?? cleanText(text);

/**
 * Takes out of a free text what identifies a patient (45 CFR 164.514(b)(2)), what is clinical after its label, and
 * secrets; identifiers of systems, times, versions, and counts stay. In doubt it takes out. Its time is
 * linear in the length for all that the tests try.
 */
export const sanitiseText = (text: string): string => {
  if (text.length <= LONGEST_TEXT) return clean(text);
  const shown = clean(text.slice(0, LONGEST_TEXT)).slice(0, -SEAM);
  return shown.replace(/\[[A-Z]{0,8}$/, '') + CUT;
};

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

/**
 * The form of our words and ids: no white space, no `@`, no `/`, and no number as long as an identifier of a person,
 * unless it is a UUID, a ULID, or a hash.
 */
const OWN_WORD =
  /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-7][0-9A-HJKMNP-TV-Z]{25}|[0-9a-f]{64}|(?!.*\d{5})(?!.*\d{3}-\d\d-\d{4})[A-Za-z][\w$.:-]*)$/;

const word = (value: unknown): string | undefined => {
  const text = typeof value === 'string' ? value.slice(0, LONGEST) : '';
  return OWN_WORD.test(text) ? text : undefined;
};
const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
const words = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value)
    ? value
        .map(word)
        .filter((each) => each !== undefined)
        .slice(0, MAX_WORDS)
    : undefined;

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

/**
 * The first line of guarantee 5: takes over the allowed keys, each in its own form, and nothing else. None of them holds
 * free text, so that what writes records alone needs no `sanitiseText`.
 */
export const sanitiseRecord = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(ALLOWED)
      .map(([key, form]) => [key, form(fields[key])] as const)
      .filter(([, value]) => value !== undefined),
  );
