/** What a file is in the bundles instead; the text is the file's own, to be shortened. */
export interface Diet {
  readonly file: RegExp;
  readonly contents: (text: string, path: string) => string;
  readonly loader?: 'json' | 'ts';
}
