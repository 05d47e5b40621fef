import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { codeSpans, type Row } from './markdown-table';
import { ROOT } from './repository';

interface Evidence {
  readonly file: string;
  readonly titles: readonly string[];
}

/** The column Tests: lines of a file in backticks and the titles in it, in quotation marks. */
export const evidenceOf = ({ Tests: cell = '' }: Row): readonly Evidence[] =>
  cell.split('<br>').map((line) => ({
    file: codeSpans(line)[0] ?? '',
    titles: [...line.matchAll(/"([^"]+)"/g)].map(([, title = '']) => title),
  }));

/** Cases are tests that a test file of their folder runs. */
export const inTestFolder = /^test\/[\w/-]+\.(?:test|cases)\.ts$/;

/** The test files that run cases. */
export const runnersOf = (cases: string): readonly string[] => {
  const folder = join(ROOT, dirname(cases));
  const runners = readdirSync(folder).filter((file) => file.endsWith('.test.ts'));
  return runners.filter((file) =>
    readFileSync(join(folder, file), 'utf8').includes(`import './${basename(cases, '.ts')}';`),
  );
};
