import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { codeSpans, type Row, tablesOf } from './support/markdown-table';
import { expectNamedTests, namedTests } from './support/named-tests';
import { read, ROOT, testTitles } from './support/repository';

const tables = tablesOf(read('docs/controls.md'));
const rowsUnder = (heading: string): readonly Row[] =>
  tables.filter((table) => table.heading === heading).flatMap(({ rows }) => rows);

const clauses = rowsUnder('Clauses');
const guarantees = rowsUnder('The five guarantees');
const nameOf = (row: Row): string => row.Clause ?? row.Guarantee ?? '';
const rows = [...clauses, ...guarantees].map((row) => [nameOf(row), row] as const);

const evidence = rows.flatMap(([name, row]) =>
  namedTests(row.Tests).map(({ file, titles }) => [name, file, titles] as const),
);

describe('docs/controls.md: the matrix of controls', () => {
  it('has these clauses and the five guarantees: a row that is taken away must be taken away here as well', () => {
    expect(clauses.map(nameOf)).toEqual([
      '164.312(a)(1)',
      '164.312(a)(2)(i)',
      '164.312(a)(2)(iii)',
      '164.312(a)(2)(iv)',
      '164.312(b)',
      '164.312(c)(1)',
      '164.312(d)',
      '164.312(e)(1)',
      '164.308(a)(1)(ii)(D)',
      '164.308(a)(3)(ii)(C)',
      '164.308(a)(4)',
      '164.308(a)(6)(ii)',
      '164.308(a)(7)(ii)(A)',
      '164.310(d)(2)(i)',
      '164.308(a)(8)',
      '164.502(b)',
      '164.502(e), 164.504(e)',
      '164.504(e)(2)(ii)(J)',
      '164.316(b)(2)(i)',
      '164.528(b)(2)',
      '164.502(b), 164.312(a)(1)',
      '164.312(a)(2)(iv), 164.312(b)',
      '164.312(a)(2)(iv), 164.312(b), 164.312(c)(1)',
      '164.312(a)(2)(iv), 164.312(b)',
      '164.312(a)(2)(ii)',
      '164.312(a)(2)(ii)',
      '164.402',
    ]);
    expect(guarantees.map((row) => nameOf(row).slice(0, 2))).toEqual(['1.', '2.', '3.', '4.', '5.']);
  });

  it.each(rows)('%s: names code that exists', (_, row) => {
    const files = codeSpans(row.Code ?? '');
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !/^(shared|functions|infra)\//.test(file) || !existsSync(join(ROOT, file)))).toEqual(
      [],
    );
  });

  it.each(evidence)('%s: %s has the tests that are quoted', (_, file, titles) => {
    expectNamedTests({ file, titles });
  });

  it('is read as it stands: a title in a comment or a text is none', () => {
    const text = "// it('a', () => {})\nconst b = 'c';\nit.each([1])('d %s', () => {});\ndescribe('e', () => {});";
    expect(testTitles(text)).toEqual(new Set(['d %s', 'e']));
  });
});
