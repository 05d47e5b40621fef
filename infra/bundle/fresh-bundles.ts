import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { functionDefinitions } from '../../shared/api/functions';
import { BUNDLE_DIRECTORY, bundleHandlers, bundleOf, type HandlerBundle, ROOT } from './bundle-handlers';

/** All that a bundle is made of: our sources, and the lock files that say which packages are installed. */
const SOURCE_DIRECTORIES = ['functions', 'shared', 'infra/bundle'];
const SOURCE_FILES = [
  'docs/openapi.json',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'node_modules/.package-lock.json',
];

const STAMP = join(ROOT, '.build', 'local', 'bundles.sha256');

export const bundleFile = (functionId: string): string => join(BUNDLE_DIRECTORY, functionId, 'index.js');

const filesBelow = (directory: string): readonly string[] =>
  readdirSync(join(ROOT, directory), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const state = (file: string): string => {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? `${file}:absent` : `${file}:${stats.size}:${stats.mtimeMs}`;
};

const digest = (files: readonly string[]): string =>
  createHash('sha256')
    .update([...files].sort().map(state).join('\n'))
    .digest('hex');

const sourcesDigest = (): string =>
  digest([...SOURCE_DIRECTORIES.flatMap(filesBelow), ...SOURCE_FILES.map((file) => join(ROOT, file))]);

const bundlesDigest = (): string => digest(functionDefinitions.map(({ id }) => bundleFile(id)));

const writeStamp = (stamp: string): void => {
  mkdirSync(dirname(STAMP), { recursive: true });
  const temporary = `${STAMP}.${process.pid}.tmp`;
  writeFileSync(temporary, stamp);
  renameSync(temporary, STAMP);
};

/**
 * Bundles the functions unless nothing has changed since the last time, which saves most of a start. Goes by size and
 * time of each file, of the bundles too, so that bundles written by anybody else in between are made anew.
 * @throws Error with esbuild's messages when an entry does not build
 */
export const ensureBundles = async (): Promise<void> => {
  const sources = sourcesDigest();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === `${sources} ${bundlesDigest()}`) return;
  await bundleHandlers();
  writeStamp(`${sources} ${bundlesDigest()}`);
};

/** The bundles, made anew only where something has changed. @throws Error as `ensureBundles` */
export const freshBundles = async (): Promise<readonly HandlerBundle[]> => {
  await ensureBundles();
  return functionDefinitions.map(({ id }) => bundleOf(bundleFile(id), readFileSync(bundleFile(id))));
};
