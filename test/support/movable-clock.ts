import type { Clock } from '../../shared/ports/clock';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The instant at which tests begin unless they say otherwise. */
export const NOON = new Date('2026-03-10T12:00:00.000Z');

/** A clock that stands still until a test moves it. */
export class MovableClock implements Clock {
  #now: number;

  constructor(start: Date = NOON) {
    this.#now = start.getTime();
  }

  now(): Date {
    return new Date(this.#now);
  }

  /** Moves the clock; backwards with a negative number. */
  advance(ms: number): void {
    this.#now += ms;
  }
}

/** The instant `ms` after another one; before it with a negative number. */
export const after = (instant: Date, ms: number): Date => new Date(instant.getTime() + ms);
