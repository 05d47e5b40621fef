import fc from 'fast-check';
import { candidatesOf, type PatientIds } from '../../../shared/domain/search-candidates';

/** A list as it is read from `all`, in order, up to `limit` ids. */
const page = (all: readonly string[], after: string | undefined, limit: number): PatientIds => {
  const following = all.filter((id) => after === undefined || id > after).sort();
  const patient_ids = following.slice(0, limit);
  const next = following.length > limit ? patient_ids.at(-1) : undefined;
  return next === undefined ? { patient_ids } : { patient_ids, next };
};

const ids = fc.uniqueArray(fc.integer({ min: 10, max: 60 }).map(String), { maxLength: 30 });
const lists = fc.array(ids, { minLength: 1, maxLength: 4 });

/** All candidates of a search, call by call. */
const walk = (all: readonly (readonly string[])[], team: readonly string[] | undefined, limit: number) => {
  const found: string[] = [];
  let after: string | undefined;
  for (let call = 0; call < 200; call += 1) {
    const { patient_ids, next } = candidatesOf(
      all.map((list) => page(list, after, limit)),
      team && page(team, after, limit),
    );
    found.push(...patient_ids);
    if (next === undefined) return found;
    expect(after === undefined || next > after).toBe(true);
    after = next;
  }
  throw new Error('no end');
};

describe('candidates of a search, from lists that were read in part', () => {
  it('law: call by call, everybody comes who is on every list, each once and in order', () => {
    fc.assert(
      fc.property(lists, fc.integer({ min: 1, max: 8 }), (all, limit) => {
        const found = walk(all, undefined, limit);
        expect(found).toEqual([...new Set(found)].sort());
        expect(found).toEqual(
          expect.arrayContaining(all.reduce((left, right) => left.filter((id) => right.includes(id)))),
        );
      }),
    );
  });

  it('law: lists that were read to their end let nobody else through', () => {
    fc.assert(
      fc.property(lists, (all) => {
        const everywhere = all.reduce((left, right) => left.filter((id) => right.includes(id)));
        expect(walk(all, undefined, 100)).toEqual([...everywhere].sort());
      }),
    );
  });

  it('law: nobody is a candidate who is not on the care team, and nobody on it is left out', () => {
    fc.assert(
      fc.property(lists, ids, fc.integer({ min: 1, max: 8 }), (all, team, limit) => {
        const found = walk(all, team, limit);
        expect(found.filter((id) => !team.includes(id))).toEqual([]);
        const wanted = all.reduce((left, right) => left.filter((id) => right.includes(id)), team);
        expect(found).toEqual(expect.arrayContaining(wanted));
      }),
    );
  });

  it('goes by the list that ends, where another one is long: nobody is missed beyond its page', () => {
    const long = { patient_ids: ['a', 'b'], next: 'b' };
    expect(candidatesOf([long, { patient_ids: ['b', 'z'] }], undefined)).toEqual({ patient_ids: ['b', 'z'] });
  });

  it('finds nobody without a criterion', () => {
    expect(candidatesOf([], { patient_ids: ['a'] })).toEqual({ patient_ids: [] });
  });
});
