import { tablesOf } from './support/markdown-table';
import { expectNamedTests, namedTests } from './support/named-tests';
import { read } from './support/repository';

const threats = tablesOf(read('SECURITY.md'))
  .filter(({ columns }) => columns.includes('Held by'))
  .flatMap(({ rows }) => rows)
  .map((row) => [row['#'] ?? '', row['Held by'] ?? ''] as const);

/** Threats that no test holds, and what stands there instead. */
const NOT_BY_TESTS: Readonly<Record<string, string>> = {
  T17: '`infra/ops/check.ts` (`npm run check`)',
  T20: 'nothing yet',
};

const evidence = threats
  .filter(([threat]) => !Object.hasOwn(NOT_BY_TESTS, threat))
  .flatMap(([threat, cell]) => namedTests(cell).map(({ file, titles }) => [threat, file, titles] as const));

describe('SECURITY.md: which test holds against which threat', () => {
  it('has each of the twenty threats once, in order', () => {
    expect(threats.map(([threat]) => threat)).toEqual(Array.from({ length: 20 }, (_, index) => `T${index + 1}`));
  });

  it.each(evidence)('%s: %s has the tests that are quoted', (_, file, titles) => {
    expectNamedTests({ file, titles });
  });

  it('says what stands there where no test does', () => {
    const said = threats.filter(([threat]) => Object.hasOwn(NOT_BY_TESTS, threat));
    expect(Object.fromEntries(said)).toEqual(NOT_BY_TESTS);
  });
});
