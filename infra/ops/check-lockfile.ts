import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const Lockfile = z.object({
  packages: z.record(
    z.string(),
    z.object({ resolved: z.string().optional(), optionalDependencies: z.record(z.string(), z.string()).optional() }),
  ),
});

type Packages = z.output<typeof Lockfile>['packages'];

/** The entry that npm resolves `name` to from `folder`: the nearest `node_modules` upwards. */
const isLocked = (packages: Packages, folder: string, name: string): boolean => {
  for (let at = folder; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    if (packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`] !== undefined) return true;
    if (at === '') return false;
  }
};

/**
 * What makes `npm ci` fail on some machine though `npm install` passed on this one: an optional (platform) package that
 * has no entry of its own, and an address of a registry that others do not reach.
 */
export const lockfileProblems = (text: string): readonly string[] => {
  const { packages } = Lockfile.parse(JSON.parse(text));
  return Object.entries(packages).flatMap(([folder, { optionalDependencies = {}, resolved }]) => [
    ...Object.keys(optionalDependencies)
      .filter((name) => !isLocked(packages, folder, name))
      .map((name) => `${folder}: the optional dependency ${name} has no entry in package-lock.json`),
    ...(resolved === undefined ? [] : [`${folder}: carries a resolved URL`]),
  ]);
};

/** Problems of the committed lock file. */
export const checkLockfile = (root: string): readonly string[] =>
  lockfileProblems(readFileSync(join(root, 'package-lock.json'), 'utf8'));
