import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (path: string): string => readFileSync(join(__dirname, path), 'utf8');

export const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
export const hex = (part: Uint8Array | undefined): string | undefined => part && Buffer.from(part).toString('hex');

/** A test of Wycheproof together with the parameters of its group. */
export type WycheproofTest<Vector> = Vector & {
  readonly tcId: number;
  readonly comment: string;
  readonly result: 'valid' | 'invalid' | 'acceptable';
};

interface WycheproofFile {
  readonly numberOfTests: number;
  readonly testGroups: readonly { readonly tests: readonly object[] }[];
}

/** Every test of a file; the caller says what its vectors hold. */
export const wycheproof = (name: string): readonly WycheproofTest<unknown>[] => {
  const file = JSON.parse(read(`wycheproof/${name}_test.json`)) as WycheproofFile;
  const tests = file.testGroups.flatMap(({ tests: members, ...group }) =>
    members.map((member) => ({ ...group, ...member }) as WycheproofTest<unknown>),
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
