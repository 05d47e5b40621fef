import type { Plugin } from 'esbuild';
import { putOnDiets } from './diet';
import { resolveOwnRoutes } from './own-route';
import { PACKAGE_DIETS } from './package-diets';
import { SOURCE_DIETS } from './source-diets';

const DIETS = [...PACKAGE_DIETS, ...SOURCE_DIETS];

/** Leaves out of the bundles what no function reaches, of packages and of our own sources. */
export const leanBundles: Plugin = {
  name: 'lean-bundles',
  setup: (build) => {
    resolveOwnRoutes(build);
    const unmet = putOnDiets(build, DIETS);
    build.onEnd(() => ({
      errors: [...unmet].map(({ file }) => ({
        text: `no file of the bundles is ${String(file)}: see infra/bundle/*-diets.ts`,
      })),
    }));
  },
};
