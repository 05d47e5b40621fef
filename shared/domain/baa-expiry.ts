import { type Baa, utcDay } from './baa';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Days before the end of an agreement at which somebody is told, the nearest first. */
export const ALERT_DAYS = [7, 30, 60, 90] as const;

export type AlertDays = (typeof ALERT_DAYS)[number];

/** The UTC calendar day so many days after an instant's. */
export const dayAfter = (now: Date, days: number): string => utcDay(new Date(now.getTime() + days * DAY_MS));

/** Calendar days (UTC) that remain until the last day of an agreement: 0 on that day, negative after it. */
export const remainingDays = (baa: Pick<Baa, 'expiry_date'>, now: Date): number =>
  Math.round((Date.parse(baa.expiry_date) - Date.parse(utcDay(now))) / DAY_MS);

/** Whether an agreement has not ended, and will within so many days; that it may be pending makes no difference. */
export const expiresWithin = (baa: Baa, days: number, now: Date): boolean => {
  const remaining = remainingDays(baa, now);
  return baa.deactivated_at === undefined && remaining >= 0 && remaining <= days;
};

/**
 * The alert that is due for an agreement, each once: of several thresholds that were passed, the nearest alone. An
 * agreement that was deactivated or has expired alerts nobody.
 */
export const dueAlert = (baa: Baa, now: Date): AlertDays | undefined => {
  const passed = ALERT_DAYS.find((days) => expiresWithin(baa, days, now));
  if (passed === undefined) return undefined;
  return baa.alerted_days === undefined || passed < baa.alerted_days ? passed : undefined;
};
