import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { ROOT } from '../../bundle/bundle-handlers';

/**
 * The code that each instance starts with, as one plain JavaScript text: transformed once per stack, so that no
 * instance pays for a TypeScript loader.
 */
export const instanceSource = (): string => {
  const { outputFiles } = buildSync({
    absWorkingDir: ROOT,
    entryPoints: [join(ROOT, 'infra/local/lambda/instance/instance-main.ts')],
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
