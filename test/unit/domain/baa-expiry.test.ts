import * as fc from 'fast-check';
import { ALERT_DAYS, dayAfter, dueAlert, expiresWithin, remainingDays } from '../../../shared/domain/baa-expiry';
import { agreement } from '../../support/synthetic-parties';

const DAY_MS = 24 * 60 * 60 * 1000;
const at = (day: string, time = '12:00:00.000'): Date => new Date(`${day}T${time}Z`);

describe('the days that remain of an agreement are UTC calendar days', () => {
  it.each([
    ['2026-12-31', '23:59:59.999', '2026-12-31', 0],
    ['2026-12-30', '23:59:59.999', '2026-12-31', 1],
    ['2027-01-01', '00:00:00.000', '2026-12-31', -1],
    ['2028-02-28', '00:00:00.000', '2028-03-01', 2],
    ['2027-02-28', '00:00:00.000', '2027-03-01', 1],
    ['2026-01-01', '00:00:00.000', '2026-04-01', 90],
  ])('on %s at %s, until %s: %i', (today, time, expiry_date, remaining) => {
    expect(remainingDays({ expiry_date }, at(today, time))).toBe(remaining);
  });
});

describe('164.504(e) an agreement that ends soon is told of at 90, 60, 30, and 7 days', () => {
  const expiry_date = '2026-12-31';
  const today = (remaining: number): Date => new Date(at(expiry_date).getTime() - remaining * DAY_MS);

  it.each([
    [91, undefined],
    [90, 90],
    [61, 90],
    [60, 60],
    [31, 60],
    [30, 30],
    [8, 30],
    [7, 7],
    [0, 7],
    [-1, undefined],
  ])('with %i days left: %s', (remaining, due) => {
    expect(dueAlert(agreement({ expiry_date }), today(remaining))).toBe(due);
  });

  it.each([
    ['the same one', 30, 30, undefined],
    ['a farther one', 30, 60, 30],
    ['a nearer one', 30, 7, undefined],
  ])('not again: after %s', (_, remaining, alerted_days, due) => {
    expect(dueAlert(agreement({ expiry_date, alerted_days }), today(remaining))).toBe(due);
  });

  it('not of one that was deactivated', () => {
    const baa = agreement({ expiry_date, deactivated_at: '2026-06-01T00:00:00.000Z' });
    expect(dueAlert(baa, today(5))).toBeUndefined();
    expect(expiresWithin(baa, 90, today(5))).toBe(false);
  });

  it('whenever the worker runs, each threshold is alerted at most once, the farther ones first', () => {
    const runs = fc.array(fc.integer({ min: -5, max: 200 }), { maxLength: 30 });
    fc.assert(
      fc.property(runs, (days) => {
        let baa = agreement({ expiry_date });
        const alerted: number[] = [];
        for (const remaining of [...days].sort((a, b) => b - a)) {
          const due = dueAlert(baa, today(remaining));
          if (due === undefined) continue;
          expect(remaining).toBeLessThanOrEqual(due);
          alerted.push(due);
          baa = { ...baa, alerted_days: due };
        }
        expect(alerted).toEqual([...new Set(alerted)].sort((a, b) => b - a));
        const nearest = ALERT_DAYS.find((each) => days.some((left) => left >= 0 && left <= each));
        expect(alerted.at(-1)).toBe(nearest);
      }),
    );
  });

  it('every day of the next ninety lies between the ends of the range that the worker asks for', () => {
    const now = at('2028-01-15');
    expect([dayAfter(now, 0), dayAfter(now, 45), dayAfter(now, 90)]).toEqual([
      '2028-01-15',
      '2028-02-29',
      '2028-04-14',
    ]);
  });
});
