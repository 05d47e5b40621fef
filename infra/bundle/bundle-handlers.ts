import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { build, type BuildResult } from 'esbuild';
import { functionDefinitions } from '../../shared/api/functions';
import { leanBundles } from './lean-bundles';

/** The repository's root. */
export const ROOT = resolve(__dirname, '../..');

/** Where bundles lie: the local stack runs them from here, and CDK packs the same files as assets. */
export const BUNDLE_DIRECTORY = join(ROOT, '.build', 'functions');

export interface HandlerBundle {
  readonly functionId: string;
  /** The folder that is the Lambda asset; it holds `index.js` alone. */
  readonly directory: string;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Writes only what changed, and then in one step: several stacks and a synth may bundle at the same time. */
const writeIfChanged = (file: string, contents: Uint8Array): void => {
  if (existsSync(file) && readFileSync(file).equals(contents)) return;
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, contents);
  renameSync(temporary, file);
};

const bundle = (): Promise<BuildResult<{ write: false; metafile: true }>> =>
  build({
    absWorkingDir: ROOT,
    entryPoints: Object.fromEntries(functionDefinitions.map(({ id, entry }) => [`${id}/index`, entry])),
    outdir: BUNDLE_DIRECTORY,
    write: false,
    metafile: true,
    bundle: true,
    minify: true,
    platform: 'node',
    // The same file runs locally on Node.js 20 and deployed on NODEJS_24_X.
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    // Otherwise Node's ESM loader boots inside the first invocation.
    supported: { 'dynamic-import': false },
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'silent',
    // Lambda hands credentials over in the environment; the default chain would bring SSO, INI, and IMDS along.
    plugins: [leanBundles],
    alias: { '@aws-sdk/credential-provider-node': './shared/adapters/aws/environment-credentials.ts' },
  });

/** What is to be known of a bundle that lies there. */
export const bundleOf = (file: string, contents: Uint8Array): HandlerBundle => ({
  functionId: dirname(relative(BUNDLE_DIRECTORY, file)),
  directory: dirname(file),
  file,
  bytes: contents.byteLength,
  sha256: createHash('sha256').update(contents).digest('hex'),
});

/**
 * Bundles every function in one esbuild run.
 * @throws Error with esbuild's messages when an entry does not build.
 */
export const bundleHandlers = async (): Promise<readonly HandlerBundle[]> => {
  const { outputFiles } = await bundle();
  return outputFiles.map((output) => {
    writeIfChanged(output.path, output.contents);
    return bundleOf(output.path, output.contents);
  });
};
