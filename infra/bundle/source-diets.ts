import { brotliCompressSync } from 'node:zlib';
import type { Diet } from './diet';
import { replaced, withoutCalls } from './source-text';

/** A constant of a module that is not written as a function: its name, and its value up to the semicolon. */
const CONSTANT =
  /^((?:export )?const \w+(?:: [\w<>[\], ]+)?) = (?!async |\(|<|\/\*)([^]*?);$(?=\n(?:\n|\w|\/[/*]|$))/gm;

/** Constants are made only where something imports them: without a mark esbuild cannot know that a call may be left out. */
const madeOnlyIfUsed = (text: string): string =>
  text.replace(CONSTANT, (_, name: string, value: string) => `${name} = /* @__PURE__ */ (() => (${value}))();`);

/** A group of routes with one route alone. @throws Error for a route that the group has not */
const onlyRoute = (text: string, operationId: string): string => {
  const start = text.search(/^export const \w+ = defineRoutes\(\{$/m);
  const [route] = new RegExp(`^  ${operationId}: \\{\\n[^]*?^  \\},\\n`, 'm').exec(text) ?? [];
  if (start < 0 || route === undefined) throw new Error(`no route ${operationId}`);
  const [opening = ''] = text.slice(start).split('\n', 1);
  return `${text.slice(0, start)}${opening}\n${route}});\n`;
};

const withoutTexts = (text: string): string =>
  text.replace(/\b(summary|description):\s*(?:'(?:[^'\\\n]|\\.)*'[\s+]*)+(?=[,}])/g, "$1: ''");

/** The import of a group of routes, and the route of it that the handler serves. */
const GROUP = /from '((?:\.\.\/)+shared\/api\/routes\/\w+-routes)'/;
const SERVED = /\b(?:lambda|publicLambda)\(\s*\w+,\s*'(\w+)'/;

/** A handler that imports its own route alone; see `own-route.ts`. @throws Error where it does not say which that is */
const withOwnRoute = (text: string): string => {
  if (!GROUP.test(text)) return text;
  const [, operationId] = SERVED.exec(text) ?? [];
  if (operationId === undefined) throw new Error('a handler names no operation');
  return replaced(text, GROUP, `from '$1?route=${operationId}'`);
};

/** Of our own sources, what is written for people and what no function imports. */
export const SOURCE_DIETS: readonly Diet[] = [
  // A dependency that the function does not import is not made: esbuild drops it if the call is marked.
  {
    file: /[/\\]functions[/\\]_pipeline[/\\][\w-]+\.ts$/,
    contents: (text) => text.replace(/ = once\(/g, ' = /* @__PURE__ */ once('),
    loader: 'ts',
  },
  { file: /[/\\]functions[/\\][a-z]+[/\\][\w-]+\.ts$/, contents: withOwnRoute, loader: 'ts' },
  // Summaries and descriptions stand in the OpenAPI document, which is written before anything is bundled.
  {
    file: /[/\\]shared[/\\]api[/\\]routes[/\\][\w-]+\.ts$/,
    contents: (text, _, suffix) => withoutTexts(suffix === '' ? text : onlyRoute(text, suffix.slice('?route='.length))),
    loader: 'ts',
  },
  // So does all that `meta` says of a schema; each call would make the schema a second time.
  {
    file: /[/\\]shared[/\\]api[/\\]schemas[/\\][\w-]+\.ts$/,
    contents: (text) => madeOnlyIfUsed(withoutCalls(text, 'meta')),
    loader: 'ts',
  },
  {
    file: /[/\\]shared[/\\](?:application|config|crypto|domain|observability|ports)[/\\][\w-]+\.ts$/,
    contents: madeOnlyIfUsed,
    loader: 'ts',
  },
  // The OpenAPI document, a sixteenth of its size.
  {
    file: /[/\\]docs[/\\]openapi\.json$/,
    contents: (text) => {
      const packed = brotliCompressSync(JSON.stringify(JSON.parse(text))).toString('base64');
      return (
        "import { brotliDecompressSync } from 'node:zlib'; " +
        `export default JSON.parse(brotliDecompressSync(Buffer.from('${packed}', 'base64')).toString());`
      );
    },
    loader: 'js',
  },
];
