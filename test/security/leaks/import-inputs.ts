import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importProcess } from '../../support/import-process';
import { BROKEN_LINES, CSV_HEADER, CSV_ROWS, PLANTED_RECORDS } from './import-records';
import type { LeakRun } from './leak-run';
import type { Plan } from './plan';
import { lookAtFiles } from './stores';

/** A file's name with an identifier in it. */
const fileName = (text: string, extension: string): string => `${text.replaceAll('/', '_')}.${extension}`;

const EXTENSIONS = ['json', 'ndjson', 'csv'] as const;

const BUNDLE = 'entry of a bundle, Patient.name.family';

const bundleOf = (text: string): string =>
  JSON.stringify({
    resourceType: 'Bundle',
    type: 'collection',
    entry: [{ fullUrl: text, resource: PLANTED_RECORDS['Patient.name.family']?.(text) }, { resource: text }],
  });

/** Imports files with identifiers in each place, dry, in earnest, again, and without a right. */
export const importInputs = (plan: Plan): ((run: LeakRun) => Promise<void>) => {
  const planted = (input: string) => plan.ofClasses({ entrance: 'import', input }, 1).map(({ canary }) => canary.value);
  const lines = [
    ...Object.entries(PLANTED_RECORDS).flatMap(([input, record]) =>
      planted(input).map((text) => JSON.stringify(record(text))),
    ),
    ...Object.entries(BROKEN_LINES).flatMap(([input, line]) => planted(input).map(line)),
  ];
  const rows = Object.entries(CSV_ROWS).flatMap(([input, row]) => planted(input).map(row));
  const headers = planted('CSV, a column’s name').map((text) => `${CSV_HEADER},"${text}"`);
  const bundles = planted(BUNDLE).map(bundleOf);
  const names = EXTENSIONS.flatMap((extension) =>
    planted(`name of a .${extension} file`).map((text) => fileName(text, extension)),
  );
  const write = (directory: string): void => {
    mkdirSync(directory, { recursive: true });
    const file = (name: string, text: string): void => {
      writeFileSync(join(directory, name), text);
    };
    file('records.ndjson', `${lines.join('\n')}\n`);
    file('rows.csv', `${[CSV_HEADER, ...rows].join('\n')}\n`);
    headers.forEach((header, at) => {
      file(`header-${at}.csv`, `${header}\n1,1984-02-29,Tomasina,Quackenbush,,1\nx\n`);
    });
    bundles.forEach((bundle, at) => {
      file(`bundle-${at}.json`, bundle);
    });
    for (const name of names) file(name, '{"resourceType":\n');
  };
  const attempts = (input: string, outcome: string): readonly (readonly string[])[] => [
    [input, '--dry-run', '--report', join(outcome, 'dry.jsonl')],
    [input, '--state', join(outcome, 'state.jsonl'), '--report', join(outcome, 'report.jsonl'), '--assume-midnight'],
    [input, '--state', join(outcome, 'state.jsonl'), '--report', join(outcome, 'again.jsonl')],
    [input, '--state', join(outcome, 'denied.jsonl'), '--as', 'nogroup@demo.test'],
  ];
  return async ({ stack, search }) => {
    const directory = mkdtempSync(join(tmpdir(), 'phiducia-leaks-'));
    const [input, outcome] = [join(directory, 'input'), join(directory, 'outcome')];
    write(input);
    mkdirSync(outcome);
    for (const args of plan.suite.whole ? attempts(input, outcome) : attempts(input, outcome).slice(1, 2)) {
      const { stdout, stderr, code } = await importProcess(stack.home, args);
      search.look({ kind: 'output of the import', place: `exit ${String(code)}` }, `${stdout}\n${stderr}`);
    }
    if (!existsSync(join(outcome, 'report.jsonl'))) throw new Error('The import did not begin.');
    lookAtFiles(search, outcome, 'report and state of the import');
    const report = readFileSync(join(outcome, 'report.jsonl'), 'utf8').split('\n');
    rmSync(directory, { recursive: true });
    expect(report.length).toBeGreaterThan(EXTENSIONS.length);
  };
};
