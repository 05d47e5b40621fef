import { type FieldProblem, refuse, type Refusal } from './result';

/** UTC calendar days (`YYYY-MM-DD`), both within. */
export interface ReportPeriod {
  readonly from: string;
  readonly to: string;
}

/** Days of a report whose `from` is left out, `to` among them. */
const DEFAULT_DAYS = 30;

/** The longest period, in calendar years: the six years of retention and the one that is running. */
const MAX_YEARS = 7;

const DAY_MS = 86_400_000;

/** Days in UTC have 24 hours each; no clock is put forward or back. */
const plusDays = (day: string, days: number): string =>
  new Date(new Date(day).getTime() + days * DAY_MS).toISOString().slice(0, 10);

/** The same day some years on; 1 March where a 29 February has none. */
const plusYears = (day: string, years: number): string => {
  const date = new Date(day);
  date.setUTCFullYear(date.getUTCFullYear() + years);
  return date.toISOString().slice(0, 10);
};

const problemsOf = ({ from, to }: ReportPeriod, today: string): readonly FieldProblem[] => [
  ...(from > today ? [{ path: 'from', code: 'in-the-future' }] : []),
  ...(to > today ? [{ path: 'to', code: 'in-the-future' }] : []),
  ...(from > to ? [{ path: 'to', code: 'before-from' }] : []),
  ...(to > plusYears(from, MAX_YEARS) ? [{ path: 'to', code: 'too-long' }] : []),
];

/**
 * The period of a report. Without `to` it ends today, without `from` it has 30 days.
 * @param texts UTC calendar days, not before the year 2000.
 * @returns a refusal for a period that ends before it begins, reaches into the future, or spans more than seven years.
 */
export const reportPeriod = (texts: Partial<ReportPeriod>, now: Date): ReportPeriod | Refusal<'invalid-request'> => {
  const today = now.toISOString().slice(0, 10);
  const to = texts.to ?? today;
  const period = { from: texts.from ?? plusDays(to, 1 - DEFAULT_DAYS), to };
  const fields = problemsOf(period, today);
  return fields.length === 0 ? period : refuse('invalid-request', { fields, accounts: [] });
};
