import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { PluginBuild } from 'esbuild';

const OWN_ROUTE = /^(.*)(\?route=\w+)$/;

/**
 * Makes `…-routes?route=getPatient` the module of that group with this route alone: the same file, shortened by the diet
 * that gets the suffix. So the table stays one, and a bundle holds one route with its schemas.
 */
export const resolveOwnRoutes = (build: PluginBuild): void => {
  build.onResolve({ filter: OWN_ROUTE }, ({ path, resolveDir }) => {
    const [, file = '', suffix = ''] = OWN_ROUTE.exec(path) ?? [];
    const source = `${resolve(resolveDir, file)}.ts`;
    return existsSync(source) ? { path: source, suffix } : { errors: [{ text: `no file ${source}` }] };
  });
};
