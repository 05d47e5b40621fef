import { type Row, tablesOf } from './support/markdown-table';
import { expectNamedTests, namedTests } from './support/named-tests';
import { read } from './support/repository';

const FAULTS = 26;

const rows: readonly Row[] = tablesOf(read('docs/reliability.md'))
  .filter(({ heading }) => heading === 'Faults')
  .flatMap((table) => table.rows);

const evidence = rows.flatMap((row) =>
  namedTests(row.Tests).map(({ file, titles }) => [row['#'] ?? '', file, titles] as const),
);

describe('docs/reliability.md: every fault has its tests', () => {
  it('has each of the 26 rows once, in order', () => {
    expect(rows.map((row) => row['#'])).toEqual(Array.from({ length: FAULTS }, (_, index) => String(index + 1)));
  });

  it.each(evidence)('%s: %s has the tests that are quoted', (_, file, titles) => {
    expectNamedTests({ file, titles });
  });
});
