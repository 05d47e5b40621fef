import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { codeSpans } from './markdown-table';
import { read, ROOT, testTitles } from './repository';

/** A file of tests that a document names, with titles in it. */
export interface NamedTests {
  readonly file: string;
  readonly titles: readonly string[];
}

/** A cell of tests: lines of a file in backticks and the titles in it, in quotation marks. */
export const namedTests = (cell = ''): readonly NamedTests[] =>
  cell.split('<br>').map((line) => ({
    file: codeSpans(line)[0] ?? '',
    titles: [...line.matchAll(/"([^"]+)"/g)].map(([, title = '']) => title),
  }));

/** Cases are tests that a test file of their folder runs. */
const runnersOf = (cases: string): readonly string[] => {
  const folder = join(ROOT, dirname(cases));
  const runners = readdirSync(folder).filter((file) => file.endsWith('.test.ts'));
  return runners.filter((file) =>
    readFileSync(join(folder, file), 'utf8').includes(`import './${basename(cases, '.ts')}';`),
  );
};

/** That a named file is one of tests, that it runs, and that it has the titles. */
export const expectNamedTests = ({ file, titles }: NamedTests): void => {
  expect(file).toMatch(/^test\/[\w/-]+\.(?:test|cases)\.ts$/);
  if (file.endsWith('.cases.ts')) expect(runnersOf(file)).toHaveLength(1);
  expect(titles.length).toBeGreaterThan(0);
  const found = testTitles(read(file));
  expect(titles.filter((title) => !found.has(title))).toEqual([]);
};
