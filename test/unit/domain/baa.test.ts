import { type BaaQuestion, baaStatus, findActiveBaa, findEndedBaa } from '../../../shared/domain/baa';
import type { PhiCategory } from '../../../shared/domain/phi-category';
import { after, SECOND } from '../../support/movable-clock';
import { agreement, OTHER_REGION, REGION } from '../../support/synthetic-parties';

const at = (now: string, changes: Partial<BaaQuestion> = {}): BaaQuestion => ({
  categories: ['diagnosis'],
  region: REGION,
  now: new Date(now),
  marginMs: 0,
  ...changes,
});

const DURING = at('2026-03-10T12:00:00.000Z');
const EXPIRED = agreement({ expiry_date: '2026-03-09' });
const PENDING = agreement({ effective_date: '2026-03-11' });
const DEACTIVATED = agreement({ deactivated_at: '2026-03-01T00:00:00.000Z' });
const ELSEWHERE = agreement({ data_residency_region: OTHER_REGION });
const BILLING_ONLY = agreement({ phi_categories: ['billing'] });

describe('164.504(e) no BAA, no PHI: why an agreement does not carry a call', () => {
  it.each([
    ['there is none', [], 'baa-missing'],
    ['it has expired', [EXPIRED], 'baa-expired'],
    ['it is not yet effective', [PENDING], 'baa-not-yet-effective'],
    ['it was deactivated', [DEACTIVATED], 'baa-deactivated'],
    ['it names another Region', [ELSEWHERE], 'baa-region-mismatch'],
    ['it does not cover the category', [BILLING_ONLY], 'baa-category-missing'],
    ['it was deactivated and has expired', [{ ...EXPIRED, ...DEACTIVATED }], 'baa-deactivated'],
    [
      'its deactivation is stamped ahead',
      [agreement({ deactivated_at: '2026-03-10T12:00:15.000Z' })],
      'baa-deactivated',
    ],
  ])('refuses when %s', (_, agreements, reason) => {
    expect(findActiveBaa(agreements, DURING)).toEqual({ refused: reason });
  });

  it.each([
    ['one covered and one not', ['billing', 'diagnosis'], { refused: 'baa-category-missing' }],
    ['the covered one', ['billing'], BILLING_ONLY],
    ['none, since none is touched', [], BILLING_ONLY],
  ] as const)('looks at every category of the call: %s', (_, categories, expected) => {
    const question = { ...DURING, categories: [...categories] as readonly PhiCategory[] };
    expect(findActiveBaa([BILLING_ONLY], question)).toEqual(expected);
  });

  it('does not add up two agreements that cover a part each', () => {
    const halves = [BILLING_ONLY, agreement({ phi_categories: ['diagnosis'] })];
    expect(findActiveBaa(halves, at(DURING.now.toISOString(), { categories: ['billing', 'diagnosis'] }))).toEqual({
      refused: 'baa-category-missing',
    });
  });
});

describe('164.504(e) several agreements', () => {
  const misses = [
    ['baa-category-missing', BILLING_ONLY],
    ['baa-region-mismatch', ELSEWHERE],
    ['baa-not-yet-effective', PENDING],
    ['baa-expired', EXPIRED],
    ['baa-deactivated', DEACTIVATED],
  ] as const;

  const pairs = misses.flatMap(([near, nearer], index) =>
    misses.slice(index + 1).map(([far, farther]) => [near, far, nearer, farther] as const),
  );

  it.each(pairs)('tells the nearest miss: %s before %s', (near, _far, nearer, farther) => {
    expect(findActiveBaa([nearer, farther], DURING)).toEqual({ refused: near });
    expect(findActiveBaa([farther, nearer], DURING)).toEqual({ refused: near });
  });

  it.each(misses)('any one that carries the call will do, beside one with %s', (_, miss) => {
    const active = agreement();
    expect(findActiveBaa([miss, active], DURING)).toBe(active);
    expect(findActiveBaa([active, miss], DURING)).toBe(active);
  });

  it('leaves no gap at a renewal that begins the day after', () => {
    const old = agreement({ expiry_date: '2026-03-10' });
    const renewal = agreement({ effective_date: '2026-03-11' });
    expect(findActiveBaa([old, renewal], at('2026-03-10T23:59:59.999Z'))).toBe(old);
    expect(findActiveBaa([old, renewal], at('2026-03-11T00:00:00.000Z'))).toBe(renewal);
  });

  it('carries on through a renewal that overlaps', () => {
    const old = agreement({ expiry_date: '2026-03-10' });
    const renewal = agreement({ effective_date: '2026-03-01', expiry_date: '2027-02-28' });
    expect(findActiveBaa([old, renewal], at('2026-03-10T23:59:59.999Z', { marginMs: 15 * SECOND }))).toBe(renewal);
  });
});

describe('164.504(e) the days of an agreement are UTC days, both included', () => {
  const baa = agreement({ effective_date: '2028-02-29', expiry_date: '2032-02-29' });

  it.each([
    ['2028-02-28T23:59:59.999Z', { refused: 'baa-not-yet-effective' }],
    ['2028-02-29T00:00:00.000Z', baa],
    ['2032-02-29T23:59:59.999Z', baa],
    ['2032-03-01T00:00:00.000Z', { refused: 'baa-expired' }],
    ['2028-02-28T23:59:59.999-01:00', baa],
  ])('from leap day to leap day: %s', (now, expected) => {
    expect(findActiveBaa([baa], at(now))).toEqual(expected);
  });

  it('is a day where effective and expiry date are the same', () => {
    const day = agreement({ effective_date: '2026-03-10', expiry_date: '2026-03-10' });
    expect(findActiveBaa([day], at('2026-03-10T00:00:00.000Z'))).toBe(day);
    expect(findActiveBaa([day], at('2026-03-10T23:59:59.999Z'))).toBe(day);
  });
});

describe('no PHI write is dated after the end: the gate closes one function timeout before an expiry', () => {
  const baa = agreement({ expiry_date: '2026-03-10' });
  const midnight = new Date('2026-03-11T00:00:00.000Z');

  it.each([
    ['open a millisecond before the margin', 15 * SECOND, -15 * SECOND - 1, baa],
    ['closed at the margin', 15 * SECOND, -15 * SECOND, { refused: 'baa-expired' }],
    ['open to the last millisecond without a margin', 0, -1, baa],
    ['closed at midnight', 0, 0, { refused: 'baa-expired' }],
  ])('%s', (_, marginMs, fromMidnight, expected) => {
    expect(findActiveBaa([baa], { ...DURING, now: after(midnight, fromMidnight), marginMs })).toEqual(expected);
  });

  it('does not open earlier for the margin', () => {
    const question = { ...at('2026-03-10T23:59:59.999Z'), marginMs: 15 * SECOND };
    expect(findActiveBaa([PENDING], question)).toEqual({ refused: 'baa-not-yet-effective' });
  });
});

describe('164.504(e)(2)(ii)(J) an agreement under which PHI may still go back', () => {
  it.each([
    ['expired', EXPIRED],
    ['deactivated', DEACTIVATED],
    ['deactivated on its first day', { ...DEACTIVATED, effective_date: '2026-03-01' }],
    ['put on file on its last day', { ...EXPIRED, created_at: '2026-03-09T23:59:59.999Z' }],
    ['deactivated on the day of its filing', { ...DEACTIVATED, created_at: '2026-03-01T00:00:00.000Z' }],
  ])('is one that was %s', (_, baa) => {
    expect(findEndedBaa([baa], DURING)).toBe(baa);
  });

  it.each([
    ['is active', agreement()],
    ['is not yet effective', PENDING],
    ['was deactivated before its first day', { ...PENDING, deactivated_at: '2026-03-01T00:00:00.000Z' }],
    ['does not cover the category that goes back', { ...EXPIRED, phi_categories: ['billing'] as const }],
    ['was put on file when it was over', { ...EXPIRED, created_at: '2026-03-10T00:00:00.000Z' }],
    ['was deactivated long after it was over', { ...EXPIRED, ...DEACTIVATED, expiry_date: '2025-12-14' }],
    ['was closed: returned or destroyed', { ...EXPIRED, closed_at: '2026-03-10T00:00:00.000Z' }],
    ['was deactivated and closed', { ...DEACTIVATED, closed_at: '2026-03-10T00:00:00.000Z' }],
    ['names another Region', { ...EXPIRED, data_residency_region: OTHER_REGION }],
  ])('is none that %s', (_, baa) => {
    expect(findEndedBaa([baa], DURING)).toBeUndefined();
  });

  it('opens in the very millisecond in which the gate closes, so that nobody is locked out between', () => {
    const baa = agreement({ expiry_date: '2026-03-10' });
    const closing = { ...at('2026-03-10T23:59:45.000Z'), marginMs: 15 * SECOND };
    const before = { ...closing, now: after(closing.now, -1) };
    expect([findActiveBaa([baa], before), findEndedBaa([baa], before)]).toEqual([baa, undefined]);
    expect([findActiveBaa([baa], closing), findEndedBaa([baa], closing)]).toEqual([{ refused: 'baa-expired' }, baa]);
  });
});

describe('the status of an agreement, for people', () => {
  it.each([
    ['2025-12-31T23:59:59.999Z', {}, 'pending'],
    ['2026-01-01T00:00:00.000Z', {}, 'active'],
    ['2026-12-31T23:59:59.999Z', {}, 'active'],
    ['2027-01-01T00:00:00.000Z', {}, 'expired'],
    ['2026-06-01T00:00:00.000Z', DEACTIVATED, 'deactivated'],
    ['2027-01-01T00:00:00.000Z', DEACTIVATED, 'deactivated'],
  ] as const)('at %s with %j: %s', (now, changes, status) => {
    expect(baaStatus(agreement(changes), new Date(now))).toBe(status);
  });
});
