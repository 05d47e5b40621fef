import { type Row, tablesOf } from './support/markdown-table';
import { read } from './support/repository';

const tables = tablesOf(read('docs/controls.md'));
const rowsUnder = (heading: string): readonly Row[] =>
  tables.filter((table) => table.heading === heading).flatMap(({ rows }) => rows);

const specifications = rowsUnder('Every specification of the Security Rule');
const clauses = rowsUnder('Clauses').map(({ Clause = '' }) => Clause);

/** How many implementation specifications, or standards without one, each section has (45 CFR part 164, subpart C, appendix A). */
const COUNTS = {
  '164.308': { required: 12, addressable: 11 },
  '164.310': { required: 4, addressable: 6 },
  '164.312': { required: 4, addressable: 5 },
  '164.314': { required: 3, addressable: 0 },
  '164.316': { required: 4, addressable: 0 },
};

describe('docs/controls.md: every specification of the Security Rule', () => {
  it('stands there once', () => {
    const named = specifications.map(({ Clause = '' }) => Clause);
    expect(new Set(named).size).toBe(named.length);
    const counts = Object.fromEntries(
      Object.keys(COUNTS).map((section) => {
        const kinds = specifications.filter(({ Clause = '' }) => Clause.startsWith(section)).map(({ Kind }) => Kind);
        const count = (wanted: string) => kinds.filter((kind) => kind === wanted).length;
        return [section, { required: count('required'), addressable: count('addressable') }];
      }),
    );
    expect(counts).toEqual(COUNTS);
  });

  it('is somebody’s', () => {
    const whose = ['Phiducia', 'partly', 'AWS', 'people', 'not built'];
    expect(specifications.filter(({ Whose = '' }) => !whose.includes(Whose))).toEqual([]);
  });

  it('is held by a row of the matrix where Phiducia holds it, and what is missing is said where it does so partly', () => {
    const held = specifications.filter(({ Whose }) => Whose === 'Phiducia');
    expect(held.length).toBeGreaterThan(10);
    expect(held.filter(({ How = '' }) => !clauses.includes(How))).toEqual([]);
    expect(specifications.filter(({ Whose, How }) => Whose === 'partly' && How === '')).toEqual([]);
  });
});
