import { readFileSync } from 'node:fs';
import type { OnLoadResult, Plugin } from 'esbuild';
import { PACKAGE_DIETS } from './package-diets';
import { SOURCE_DIETS } from './source-diets';

const DIETS = [...PACKAGE_DIETS, ...SOURCE_DIETS];

/** Leaves out of the bundles what the packages bring along and no function reaches. */
export const leanBundles: Plugin = {
  name: 'lean-bundles',
  setup: (build) => {
    const unmet = new Set(DIETS);
    for (const diet of DIETS) {
      build.onLoad({ filter: diet.file }, ({ path }): OnLoadResult => {
        unmet.delete(diet);
        return { contents: diet.contents(readFileSync(path, 'utf8'), path), loader: diet.loader ?? 'js' };
      });
    }
    build.onEnd(() => ({ errors: [...unmet].map(({ file }) => ({ text: `no package has ${String(file)}` })) }));
  },
};
