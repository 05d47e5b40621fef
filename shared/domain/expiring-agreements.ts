import type { Baa } from './baa';
import { ALERT_DAYS, type AlertDays, remainingDays } from './baa-expiry';

/** An agreement that ends soon: ids and dates. */
export interface ExpiringAgreement {
  readonly id: string;
  readonly covered_entity_id: string;
  readonly expiry_date: string;
  readonly remaining_days: number;
  /** The nearest threshold that it has passed. */
  readonly within_days: AlertDays;
}

/** The agreements of all covered entities that end within 90 days. */
export interface ExpiringAgreements {
  readonly generated_at: string;
  /** By the nearest threshold: each agreement counts once. */
  readonly counts: Readonly<Record<AlertDays, number>>;
  /** The next to end first. */
  readonly agreements: readonly ExpiringAgreement[];
  /** Items of the registry that are no agreements. */
  readonly unreadable: number;
  /** Whether the registry is longer than was read: then the counts are lower bounds. */
  readonly incomplete: boolean;
}

/** What of the registry was read. */
export interface AgreementsRead {
  readonly agreements: readonly Baa[];
  readonly unreadable: number;
  readonly more: boolean;
}

const expiring = (baa: Baa, now: Date): readonly ExpiringAgreement[] => {
  const remaining_days = remainingDays(baa, now);
  const within_days = ALERT_DAYS.find((days) => remaining_days >= 0 && remaining_days <= days);
  if (within_days === undefined || baa.deactivated_at !== undefined) return [];
  const { id, covered_entity_id, expiry_date } = baa;
  return [{ id, covered_entity_id, expiry_date, remaining_days, within_days }];
};

/** The agreements that end soon, at a time. @param most how many rows it has; the counts are of all that were read. */
export const expiringAgreements = (read: AgreementsRead, most: number, now: Date): ExpiringAgreements => {
  const soon = read.agreements
    .flatMap((baa) => expiring(baa, now))
    .sort((one, other) => one.remaining_days - other.remaining_days || (one.id < other.id ? -1 : 1));
  const number = (days: AlertDays): number => soon.filter(({ within_days }) => within_days === days).length;
  return {
    generated_at: now.toISOString(),
    counts: { 7: number(7), 30: number(30), 60: number(60), 90: number(90) },
    agreements: soon.slice(0, most),
    unreadable: read.unreadable,
    incomplete: read.more,
  };
};
