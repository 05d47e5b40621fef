import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const ROOT = resolve(__dirname, '../..');

/** As deep as the sources below the root, which they find from where they lie. */
const PROGRAM = join(ROOT, '.build', 'local', 'start.js');
const STAMP = `${PROGRAM}.sha256`;

const SOURCE_DIRECTORIES = ['infra', 'shared', 'functions'];
const SOURCE_FILES = ['package-lock.json', 'node_modules/.package-lock.json', 'test/support/stack-program.ts'];

/** Found by their place among the packages. */
const EXTERNAL = ['esbuild', '@dynoxide/*', 'swagger-ui-dist'];

const filesBelow = (directory: string): readonly string[] =>
  readdirSync(join(ROOT, directory), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const state = (file: string): string => {
  const { size, mtimeMs } = statSync(file);
  return `${file}:${size}:${mtimeMs}`;
};

const sourcesDigest = (): string => {
  const files = [...SOURCE_DIRECTORIES.flatMap(filesBelow), ...SOURCE_FILES.map((file) => join(ROOT, file))];
  return createHash('sha256').update(files.sort().map(state).join('\n')).digest('hex');
};

/** In one step: test files run side by side. */
const write = (file: string, contents: string | Uint8Array): void => {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, contents);
  renameSync(temporary, file);
};

const build = (): void => {
  const { outputFiles } = buildSync({
    absWorkingDir: ROOT,
    entryPoints: [join(ROOT, 'infra', 'local', 'start.ts')],
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    external: EXTERNAL,
    logLevel: 'silent',
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error('esbuild returned no program.');
  mkdirSync(dirname(PROGRAM), { recursive: true });
  write(PROGRAM, output.contents);
};

let ready = false;

/**
 * `infra/local/start.ts` as one JavaScript file, made anew when a source has changed: a test run starts some hundred
 * stacks, and translating the sources each time would be half of each start.
 */
export const stackProgram = (): string => {
  if (ready) return PROGRAM;
  const digest = sourcesDigest();
  if (!existsSync(PROGRAM) || !existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== digest) {
    build();
    write(STAMP, digest);
  }
  ready = true;
  return PROGRAM;
};
