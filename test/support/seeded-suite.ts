import { createHash, randomInt } from 'node:crypto';
import { SeededRandom } from './phi-lines/random';

/** Suites that `npm run test:<name>` runs whole and `npm test` as a sample. */
type SuiteName = 'leaks' | 'faults' | 'crash' | 'attacks' | 'fuzz';

/** A sample is the same each time, so that a change, not the day, turns it red. */
const SAMPLE_SEED = 7;
const LARGEST_SEED = 2 ** 31;

export interface SeededSuite {
  /** Whether all of it runs. */
  readonly whole: boolean;
  readonly seed: number;
  /**
   * Numbers that the seed and the part's name determine, and nothing else: a test that runs alone (`-t`) draws what it
   * drew among the others.
   */
  random(part: string): SeededRandom;
  /** All items where the whole suite runs, else this many of them, drawn by the seed for this part, in their order. */
  sample<Item>(part: string, items: readonly Item[], size: number): readonly Item[];
  /** Prints what ran as a table, with the seed that repeats it. */
  print(title: string, rows: readonly Readonly<Record<string, string | number>>[]): void;
}

const drawn = <Item>(items: readonly Item[], size: number, random: SeededRandom): readonly Item[] => {
  const left = items.map((_, index) => index);
  const chosen = Array.from(
    { length: Math.min(size, items.length) },
    () => left.splice(random.below(left.length), 1)[0],
  );
  return items.filter((_, index) => chosen.includes(index));
};

const table = (rows: readonly Readonly<Record<string, string | number>>[]): string => {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = [names, ...rows.map((row) => names.map((name) => String(row[name] ?? '')))];
  const widths = names.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  return cells
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

/**
 * What a variable of the environment says, or undefined where it is absent.
 * @throws Error for anything else than a whole number in these bounds: a suite must not pass because it did nothing
 */
export const wholeNumber = (name: string, least: number, most: number): number | undefined => {
  const text = process.env[name];
  if (text === undefined) return undefined;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new Error(`${name} must be a whole number from ${least} to ${most}.`);
};

/** Reads `PHIDUCIA_WHOLE_<NAME>=1` and `PHIDUCIA_SEED`; the whole suite draws a new seed each time unless one is given. */
export const seededSuite = (name: SuiteName): SeededSuite => {
  const whole = process.env[`PHIDUCIA_WHOLE_${name.toUpperCase()}`] === '1';
  const seed = wholeNumber('PHIDUCIA_SEED', 0, LARGEST_SEED) ?? (whole ? randomInt(LARGEST_SEED) : SAMPLE_SEED);
  const random = (part: string): SeededRandom =>
    new SeededRandom(createHash('sha256').update(`${seed} ${part}`).digest().readInt32BE(), 0);
  return {
    whole,
    seed,
    random,
    sample: (part, items, size) => (whole ? items : drawn(items, size, random(part))),
    print: (title, rows) => {
      const kind = whole ? 'whole' : `sample; npm run test:${name} runs all`;
      process.stdout.write(`\n${title} (${kind}; PHIDUCIA_SEED=${seed})\n${table(rows)}\n\n`);
    },
  };
};
