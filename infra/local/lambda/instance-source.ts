import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import { ROOT } from '../../bundle/bundle-handlers';

const SOURCES = join(ROOT, 'infra', 'local', 'lambda', 'instance');
const MAIN = join(SOURCES, 'instance-main.ts');
const KEPT = join(ROOT, '.build', 'local', 'instance.js');

/** By size and time of each file, as a comment that is the first line of what is kept. */
const stamp = (): string => {
  const files = readdirSync(SOURCES).map((name) => [name, statSync(join(SOURCES, name))] as const);
  return `// ${files.map(([name, { size, mtimeMs }]) => `${name}:${size}:${mtimeMs}`).join(' ')}\n`;
};

const build = (): string => {
  const { outputFiles } = buildSync({
    absWorkingDir: ROOT,
    entryPoints: [MAIN],
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'silent',
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error('esbuild returned no instance code.');
  return output.text;
};

/**
 * The code that each instance starts with, as one plain JavaScript text: transformed once, and kept from one stack to
 * the next, so that no instance pays for a TypeScript loader.
 */
export const instanceSource = (): string => {
  const first = stamp();
  const kept = existsSync(KEPT) ? readFileSync(KEPT, 'utf8') : '';
  if (kept.startsWith(first)) return kept;
  const source = `${first}${build()}`;
  mkdirSync(dirname(KEPT), { recursive: true });
  const temporary = `${KEPT}.${process.pid}.tmp`;
  writeFileSync(temporary, source);
  renameSync(temporary, KEPT);
  return source;
};
