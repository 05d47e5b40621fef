import { filesBelow, read } from './support/repository';
import { tablesOf } from './support/markdown-table';
import { expectNamedTests, namedTests } from './support/named-tests';

const rows = tablesOf(read('docs/attacks.md')).flatMap((table) => table.rows);
const named = rows.flatMap((row) =>
  namedTests(row.Tests).map(({ file, titles }) => [row.Attack ?? '', file, titles] as const),
);

/** The ten of the OWASP API Security Top 10 of 2023. */
const RISKS = Array.from({ length: 10 }, (_, index) => `API${index + 1}:2023`);

describe('docs/attacks.md: which test makes which attack', () => {
  it.each(named)('%s: %s has the tests that are quoted', (_, file, titles) => {
    expectNamedTests({ file, titles });
  });

  it('has a row for each of the ten risks, one of them outside of what tests can hold', () => {
    const attacks = rows.map(({ Attack = '' }) => Attack);
    expect(RISKS.filter((risk) => !attacks.some((attack) => attack.startsWith(`${risk} `)))).toEqual([]);
  });

  it('names every file of attacks', () => {
    const files = new Set(named.map(([, file]) => file));
    expect(filesBelow('test/security/attacks', '.cases.ts').filter((file) => !files.has(file))).toEqual([]);
  });
});
