import type { FieldProblem } from '../../shared/domain/result';

/** Hours by which the earliest place on earth is ahead of UTC: there, tomorrow has begun. */
const EARLIEST_ZONE_MS = 14 * 60 * 60 * 1000;

/** A date of birth that lies in the future everywhere, which no schema can know. */
export const futureBirth = (dateOfBirth: string | undefined, now: Date): readonly FieldProblem[] => {
  const today = new Date(now.getTime() + EARLIEST_ZONE_MS).toISOString().slice(0, 10);
  return dateOfBirth !== undefined && dateOfBirth > today ? [{ path: 'date_of_birth', code: 'in-the-future' }] : [];
};
