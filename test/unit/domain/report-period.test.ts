import { reportPeriod } from '../../../shared/domain/report-period';

const NOW = new Date('2026-03-10T12:00:00.000Z');

const problemsOf = (from: string | undefined, to: string | undefined, now = NOW): unknown => {
  const period = reportPeriod({ from, to }, now);
  return 'refused' in period ? [period.refused, ...(period.details?.fields ?? [])] : undefined;
};

describe('the period of a report', () => {
  it.each([
    ['neither day stated: 30 days to today', undefined, undefined, '2026-02-09', '2026-03-10'],
    ['only the last day: 30 days to it', undefined, '2024-03-01', '2024-02-01', '2024-03-01'],
    ['only the first day: to today', '2025-12-31', undefined, '2025-12-31', '2026-03-10'],
    ['one day', '2026-03-10', '2026-03-10', '2026-03-10', '2026-03-10'],
    ['over a change of clocks, in days of UTC', undefined, '2025-11-20', '2025-10-22', '2025-11-20'],
    ['seven years to the day', '2019-03-10', '2026-03-10', '2019-03-10', '2026-03-10'],
    ['seven years from a leap day', '2016-02-29', '2023-03-01', '2016-02-29', '2023-03-01'],
    ['a leap day alone', '2024-02-29', '2024-02-29', '2024-02-29', '2024-02-29'],
  ])('%s', (_, from, to, first, last) => {
    expect(reportPeriod({ from, to }, NOW)).toEqual({ from: first, to: last });
  });

  it('is that of UTC: one millisecond before midnight is still the day before', () => {
    expect(reportPeriod({}, new Date('2026-03-09T23:59:59.999Z'))).toEqual({ from: '2026-02-08', to: '2026-03-09' });
  });

  it.each([
    ['ends before it begins', '2026-03-02', '2026-03-01', [{ path: 'to', code: 'before-from' }]],
    ['ends tomorrow', '2026-03-01', '2026-03-11', [{ path: 'to', code: 'in-the-future' }]],
    [
      'begins tomorrow',
      '2026-03-11',
      undefined,
      [
        { path: 'from', code: 'in-the-future' },
        { path: 'to', code: 'before-from' },
      ],
    ],
    ['is longer than seven years by a day', '2019-03-09', '2026-03-10', [{ path: 'to', code: 'too-long' }]],
    ['is longer than seven years from a leap day', '2016-02-29', '2023-03-02', [{ path: 'to', code: 'too-long' }]],
  ])('is refused when it %s', (_, from, to, fields) => {
    expect(problemsOf(from, to)).toEqual(['invalid-request', ...fields]);
  });
});
