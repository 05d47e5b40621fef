import { resolve } from 'node:path';

/** The repository: both the sources of this program and its build lie two folders below. */
export const REPOSITORY = resolve(__dirname, '../..');

export type Environment = Readonly<Record<string, string | undefined>>;

/** The directory of a stack: `PHIDUCIA_HOME` as seen from the working directory, else `.local` in the repository. */
export const homeOf = ({ PHIDUCIA_HOME }: Environment): string =>
  PHIDUCIA_HOME === undefined || PHIDUCIA_HOME === '' ? resolve(REPOSITORY, '.local') : resolve(PHIDUCIA_HOME);
