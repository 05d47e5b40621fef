import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (path: string): string => readFileSync(join(__dirname, path), 'utf8');

export const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
export const hex = (part: Uint8Array | undefined): string | undefined => part && Buffer.from(part).toString('hex');

/** A file of Wycheproof: groups of tests that share their parameters. */
interface WycheproofFile<G, T> {
  readonly numberOfTests: number;
  readonly testGroups: readonly (G & { readonly tests: readonly T[] })[];
}

export interface WycheproofTest {
  readonly tcId: number;
  readonly comment: string;
  readonly result: 'valid' | 'invalid' | 'acceptable';
}

/** Every test of a file with its group's parameters. */
export const wycheproof = <G, T extends WycheproofTest>(name: string): readonly (G & T)[] => {
  const file = JSON.parse(read(`wycheproof/${name}_test.json`)) as WycheproofFile<G, T>;
  const tests = file.testGroups.flatMap(({ tests: members, ...group }) =>
    members.map((member) => ({ ...(group as unknown as G), ...member })),
  );
  if (tests.length !== file.numberOfTests) throw new Error(`${name} is not complete.`);
  return tests;
};

/** Blocks of `Name = value` lines that begin with the given name; `FAIL` alone on a line is a name without a value. */
export const blocks = (path: string, first: string): readonly ReadonlyMap<string, string>[] =>
  read(path)
    .split(new RegExp(`^(?=${first} *=)`, 'm'))
    .slice(1)
    .map((block) => {
      const lines = [...block.matchAll(/^(\w+)(?: *= *(.*))?$/gm)];
      return new Map(lines.map(([, name = '', value = '']) => [name, value.trim()]));
    });
