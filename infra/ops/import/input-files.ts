import { readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';

const EXTENSIONS = ['.json', '.ndjson', '.csv'] as const;

type InputFormat = (typeof EXTENSIONS)[number];

export interface InputFile {
  readonly path: string;
  readonly format: InputFormat;
  readonly bytes: number;
  /**
   * How reports name it: by its place among the files in order of their names. Files are named after the patients in
   * them, one or a few, so that no name is repeated.
   */
  readonly label: string;
}

const formatOf = (path: string): InputFormat | undefined => {
  const extension = extname(path).toLowerCase();
  return EXTENSIONS.find((each) => each === extension);
};

const inputFile = (path: string, index: number): InputFile | undefined => {
  const format = formatOf(path);
  const { size: bytes } = statSync(path);
  return format && { path, format, bytes, label: `#${index + 1}${format}` };
};

/** A file, or the files of a directory, in order of their names. Empty: nothing to import. @throws of `node:fs` */
export const inputFiles = (path: string): readonly InputFile[] => {
  const paths = statSync(path).isDirectory()
    ? readdirSync(path, { withFileTypes: true })
        .filter((entry) => entry.isFile() && formatOf(entry.name) !== undefined)
        .map(({ name }) => join(path, name))
        .sort()
    : [path];
  return paths.map(inputFile).filter((file) => file !== undefined);
};
