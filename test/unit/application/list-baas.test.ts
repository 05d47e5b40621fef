import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import type { BaaBody } from '../../../shared/application/baa-body';
import { type BaaQuery, readBaas } from '../../../shared/application/list-baas';
import type { PageBody } from '../../../shared/application/list-page';
import { BAA_STATUSES, type Baa, baaStatus, type BaaStatus } from '../../../shared/domain/baa';
import { isRefusal } from '../../../shared/domain/result';
import { MemoryCustody } from '../../support/memory-custody';
import { after, MINUTE, NOON } from '../../support/movable-clock';
import { agreement, ENTITY_A, ENTITY_B } from '../../support/synthetic-parties';

const DAY_MS = 24 * 60 * 60 * 1000;
const dayIn = (days: number): string =>
  after(NOON, days * DAY_MS)
    .toISOString()
    .slice(0, 10);
const filed = (minute: number, changes: Partial<Baa> = {}): Baa =>
  agreement({ id: randomUUID(), created_at: after(NOON, minute * MINUTE).toISOString(), ...changes });

const STATES: Readonly<Record<BaaStatus, Partial<Baa>>> = {
  active: {},
  pending: { effective_date: dayIn(1), expiry_date: dayIn(20) },
  expired: { expiry_date: dayIn(-1) },
  deactivated: { deactivated_at: NOON.toISOString() },
};

const custodyWith = (...agreements: readonly Baa[]): MemoryCustody => {
  const custody = new MemoryCustody();
  custody.file(...agreements);
  return custody;
};

const query = (changes: Partial<BaaQuery> = {}): BaaQuery => ({ covered_entity_id: ENTITY_A, limit: 25, ...changes });

const pageOf = async (custody: MemoryCustody, asked: BaaQuery): Promise<PageBody<BaaBody>> => {
  const page = await readBaas(custody, asked);
  if (isRefusal(page)) throw new Error(page.refused);
  return page;
};

/** All pages, one after another. */
const pagesOf = async (custody: MemoryCustody, asked: BaaQuery): Promise<readonly PageBody<BaaBody>[]> => {
  const pages: PageBody<BaaBody>[] = [];
  let cursor: string | undefined;
  do {
    const page = await pageOf(custody, { ...asked, cursor });
    pages.push(page);
    cursor = page.next_cursor;
  } while (cursor !== undefined && pages.length < 1000);
  return pages;
};

describe('the list of agreements', () => {
  it('shows every agreement that passes the filter once, newest first, in pages of the size asked for', async () => {
    const states = fc.array(fc.tuple(fc.constantFrom(...BAA_STATUSES), fc.integer({ min: 0, max: 3 })), {
      maxLength: 20,
    });
    const asked = fc.record({
      limit: fc.integer({ min: 1, max: 7 }),
      statuses: fc.option(fc.uniqueArray(fc.constantFrom(...BAA_STATUSES), { minLength: 1 }), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(states, asked, async (made, { limit, statuses }) => {
        const agreements = made.map(([status, minute]) => filed(minute, STATES[status]));
        const custody = custodyWith(...agreements, filed(9, { covered_entity_id: ENTITY_B }));
        const pages = await pagesOf(custody, query({ limit, statuses }));
        const shown = pages.flatMap(({ items }) => items);
        const expected = agreements.filter((baa) => statuses?.includes(baaStatus(baa, custody.clock.now())) ?? true);
        expect(shown.map(({ id }) => id).sort()).toEqual(expected.map(({ id }) => id).sort());
        const times = shown.map(({ created_at }) => created_at);
        expect(times).toEqual([...times].sort().reverse());
        expect(pages.slice(0, -1).every(({ items }) => items.length === limit)).toBe(true);
      }),
    );
  });

  it.each([
    [1, ['today', 'tomorrow']],
    [30, ['today', 'tomorrow', 'pending', 'thirty']],
    [31, ['today', 'tomorrow', 'pending', 'thirty', 'thirty-one']],
  ])('of what ends within %i days leaves out what has ended', async (expiringWithinDays, names) => {
    const ends = [
      ['today', filed(1, { expiry_date: dayIn(0) })],
      ['tomorrow', filed(2, { expiry_date: dayIn(1) })],
      ['pending', filed(3, STATES.pending)],
      ['thirty', filed(4, { expiry_date: dayIn(30) })],
      ['thirty-one', filed(5, { expiry_date: dayIn(31) })],
      ['yesterday', filed(6, { expiry_date: dayIn(-1) })],
      ['deactivated', filed(7, { ...STATES.deactivated, expiry_date: dayIn(1) })],
    ] as const;
    const { items } = await pageOf(custodyWith(...ends.map(([, baa]) => baa)), query({ expiringWithinDays }));
    const nameOf = new Map<string, string>(ends.map(([name, { id }]) => [id, name]));
    expect(items.map(({ id }) => nameOf.get(id)).reverse()).toEqual(names);
  });

  it.each([
    ['another entity', { covered_entity_id: ENTITY_B }],
    ['another status', { statuses: ['active'] as const }],
    ['another number of days', { expiringWithinDays: 7 }],
  ])('refuses a cursor of a list for %s', async (_, changes) => {
    const custody = custodyWith(filed(1), filed(2));
    const { next_cursor } = await pageOf(custody, query({ limit: 1 }));
    expect(next_cursor).toBeDefined();
    expect(await readBaas(custody, query({ limit: 1, cursor: next_cursor, ...changes }))).toEqual({
      refused: 'invalid-cursor',
    });
  });

  it('takes the same words in another order for the same list', async () => {
    const custody = custodyWith(filed(1), filed(2), filed(3, STATES.expired));
    const { next_cursor: cursor } = await pageOf(custody, query({ limit: 1, statuses: ['active', 'expired'] }));
    const { items } = await pageOf(custody, query({ limit: 5, cursor, statuses: ['expired', 'active'] }));
    expect(items).toHaveLength(2);
  });

  it('cuts a page of the longest agreements by its bytes, and loses none', async () => {
    const longest = '名'.repeat(256);
    const subcontractors = Array.from({ length: 50 }, () => ({ name: longest, services: longest, baa_on_file: true }));
    const agreements = Array.from({ length: 100 }, (_, minute) => filed(minute, { subcontractors }));
    const pages = await pagesOf(custodyWith(...agreements), query({ limit: 100 }));
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(5 * 1024 * 1024);
    expect(new Set(pages.flatMap(({ items }) => items.map(({ id }) => id))).size).toBe(100);
  });
});
