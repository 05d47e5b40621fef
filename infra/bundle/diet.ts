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
