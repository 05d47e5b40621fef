import type { CatchUpCursor } from '../ports/catch-up-store';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** What is younger is the stream's: it takes about a second, and the events of a request may still be under way. */
const SETTLED_MS = 15 * MINUTE_MS;
/** Read again with each run: an event comes this much later than its id at most, clocks ten minutes off included. */
const MARGIN_MS = 60 * MINUTE_MS;
/** No deployment has older events. */
export const FIRST_INSTANT = '2026-01-01T00:00:00.000Z';
export const dayOf = (instant: string): string => instant.slice(0, 10);
export const nextDay = (day: string): string => dayOf(new Date(Date.parse(day) + DAY_MS).toISOString());

/** What a run covers that begins now. @param until where the last one ended. */
export const newRun = (until: string | undefined, now: Date): CatchUpCursor => {
  const to = now.getTime() - SETTLED_MS;
  // A clock that was put back does not make the span empty.
  const from = until === undefined ? Date.parse(FIRST_INSTANT) : Math.min(Date.parse(until), to) - MARGIN_MS;
  const [first, last] = [new Date(from).toISOString(), new Date(to).toISOString()];
  return { from: first, to: last, day: dayOf(first) };
};
