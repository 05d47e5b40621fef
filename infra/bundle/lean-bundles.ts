import { readFileSync } from 'node:fs';
import type { OnLoadResult, Plugin } from 'esbuild';
import { resolveOwnRoutes } from './own-route';
import { PACKAGE_DIETS } from './package-diets';
import { SOURCE_DIETS } from './source-diets';

const DIETS = [...PACKAGE_DIETS, ...SOURCE_DIETS];

/** Leaves out of the bundles what no function reaches, of packages and of our own sources. */
export const leanBundles: Plugin = {
  name: 'lean-bundles',
  setup: (build) => {
    resolveOwnRoutes(build);
    const unmet = new Set(DIETS);
    for (const diet of DIETS) {
      build.onLoad({ filter: diet.file }, ({ path, suffix }): OnLoadResult => {
        unmet.delete(diet);
        return { contents: diet.contents(readFileSync(path, 'utf8'), path, suffix), loader: diet.loader ?? 'js' };
      });
    }
    build.onEnd(() => ({
      errors: [...unmet].map(({ file }) => ({
        text: `no file of the bundles is ${String(file)}: see infra/bundle/*-diets.ts`,
      })),
    }));
  },
};
