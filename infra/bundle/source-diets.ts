import type { Diet } from './diet';

/** Of our own sources, what is written for people and what no function imports. */
export const SOURCE_DIETS: readonly Diet[] = [
  // A dependency that the function does not import is not made: esbuild drops it if the call is marked.
  {
    file: /[/\\]functions[/\\]_pipeline[/\\][\w-]+\.ts$/,
    contents: (text) => text.replace(/ = once\(/g, ' = /* @__PURE__ */ once('),
    loader: 'ts',
  },
  // Summaries and descriptions stand in the OpenAPI document, which is written before anything is bundled.
  {
    file: /[/\\]shared[/\\]api[/\\](?:routes|schemas)[/\\][\w-]+\.ts$/,
    contents: (text) => text.replace(/\b(summary|description):\s*(?:'(?:[^'\\\n]|\\.)*'[\s+]*)+(?=[,}])/g, "$1: ''"),
    loader: 'ts',
  },
];
