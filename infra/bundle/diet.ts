import { readFileSync } from 'node:fs';
import type { OnLoadResult, PluginBuild } from 'esbuild';

/** What a file is in the bundles instead; the text is the file's own, to be shortened. */
export interface Diet {
  readonly file: RegExp;
  readonly contents: (text: string, path: string, suffix: string) => string;
  readonly loader?: 'json' | 'ts' | 'js';
}

/** Whatever the file says, this. */
export const instead =
  (contents: string): Diet['contents'] =>
  () =>
    contents;

/** What the pattern's group holds, wherever it is found. */
export const allOf = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, name = '']) => name);

/** A module whose exports are all there and all undefined. */
export const emptied = (text: string): string =>
  allOf(text, /^export (?:async )?(?:const|function) (\w+)/gm)
    .map((name) => `export const ${name} = undefined;`)
    .join('\n');

/** Has a build read files as their diets shorten them. @returns the diets that no file has met so far */
export const putOnDiets = (build: PluginBuild, diets: readonly Diet[]): ReadonlySet<Diet> => {
  const unmet = new Set(diets);
  for (const diet of diets) {
    build.onLoad({ filter: diet.file }, ({ path, suffix }): OnLoadResult => {
      unmet.delete(diet);
      return { contents: diet.contents(readFileSync(path, 'utf8'), path, suffix), loader: diet.loader ?? 'js' };
    });
  }
  return unmet;
};
