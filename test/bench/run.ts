import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { Measured } from './measured';
import { rows } from './rows';

const HELP = `Usage: npm run bench -- [--rows 1,2]

Measures how the envelope, cold starts, and the pipeline compare: ratios of interleaved rounds against named peers, and counts.

  --rows   which rows; default: ${[...rows.keys()].join(',')}
  --help   show this

Exits with 1 if a row misses its bar, 2 for wrong arguments.
`;

class UsageError extends Error {
  override readonly name = 'UsageError';
}

const argumentsOf = (argv: readonly string[]) => {
  try {
    return parseArgs({
      args: [...argv],
      options: { rows: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
    }).values;
  } catch {
    throw new UsageError('Unknown option. See npm run bench -- --help.');
  }
};

const chosenRows = (list: string | undefined): readonly number[] => {
  const chosen = list === undefined ? [...rows.keys()] : list.split(',').map(Number);
  if (chosen.some((row) => !rows.has(row))) throw new UsageError(`There are the rows ${[...rows.keys()].join(', ')}.`);
  return chosen;
};

const verdict = ({ bar, passes }: Measured): string => {
  if (passes === undefined) return bar === '' ? 'for orientation' : 'not measured';
  return passes ? 'pass' : 'FAIL';
};

const main = async (): Promise<void> => {
  const { rows: list, help } = argumentsOf(process.argv.slice(2));
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  const chosen = chosenRows(list);
  process.stdout.write(`Node.js ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}\n\n`);
  process.stdout.write('| Row | Figure | Bar | Measured | |\n| --- | --- | --- | --- | --- |\n');
  for (const row of chosen) {
    for (const each of (await rows.get(row)?.()) ?? []) {
      process.stdout.write(`| ${row} | ${each.figure} | ${each.bar} | ${each.measured} | ${verdict(each)} |\n`);
      if (each.passes === false) process.exitCode = 1;
    }
  }
};

main().catch((error: unknown) => {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
});
