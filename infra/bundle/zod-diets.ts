import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allOf, type Diet, emptied, instead } from './diet';
import { replaced, withoutMembers } from './source-text';

/** What zod itself calls of a schema. */
const OF_ZOD = ['check', 'clone'];

/** Members that other things have too: they count where schemas are made alone. */
const BUILT_IN: ReadonlySet<string> = new Set(
  [String, Number, Array, Promise, Function, Map, Date, RegExp].flatMap(({ prototype }) =>
    Object.getOwnPropertyNames(prototype),
  ),
);

const SOURCES = ['functions', 'shared'].map((directory) => join(__dirname, '../..', directory));

const membersOf = (text: string): readonly string[] => allOf(text, /\.([\w$]+)\b/g);

/** Names of all members that stand in our sources and may be a schema's. */
const membersOfSources = (): ReadonlySet<string> => {
  const files = SOURCES.flatMap((directory) =>
    readdirSync(directory, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')),
  );
  const ofSchemas = files.filter((text) => text.includes("from 'zod'")).flatMap(membersOf);
  return new Set([...OF_ZOD, ...ofSchemas, ...files.flatMap(membersOf).filter((name) => !BUILT_IN.has(name))]);
};

/** What is taken out of the schemas of zod, or put in its place. */
const SHORTER: readonly (readonly [RegExp, string])[] = [
  // By a namespace within a namespace the whole of zod's `util` would come along, used or not.
  [/import \{ util \} from "..\/core\/index.js";/, 'import * as util from "../core/util.js";'],
  [/\bcore\.util\./g, 'util.'],
  // What lets schemas and data be recursive, which no schema of ours is and no JSON can be.
  [/^function _ensureDefaultMemoizer\(\) \{\n[^]*?^\}\n/m, 'function _ensureDefaultMemoizer() {}\n'],
  // A parser compiled for each object, which costs a cold start more than a warm instance ever gets back.
  [/\bcore\.\$ZodObjectJIT\.init\b/, 'core.$ZodObject.init'],
];

/** Schemas without the methods that our sources do not name: whoever begins to name one gets it. */
const withoutUnnamedMethods = (text: string): string => {
  const named = membersOfSources();
  if (named.has('lazy')) throw new Error('recursive schemas need the memoizer');
  const shorter = SHORTER.reduce((whole, [part, instead]) => replaced(whole, part, instead), text);
  const lean = withoutMembers(shorter, (name) => !named.has(name));
  if (!lean.includes('\n    safeParse(') || lean.length > shorter.length * 0.9)
    throw new Error('methods are written otherwise');
  return lean;
};

/** What no function reaches of zod. */
export const ZOD_DIETS: readonly Diet[] = [
  // JSON Schema: the OpenAPI document is written by `npm run openapi`, before anything is bundled.
  { file: /[/\\]zod[/\\]v4[/\\]core[/\\]json-schema-processors\.js$/, contents: emptied },
  { file: /[/\\]zod[/\\]v4[/\\]core[/\\]to-json-schema\.js$/, contents: emptied },
  // By their prototypes, every schema would bring along every other one.
  { file: /[/\\]zod[/\\]v4[/\\]classic[/\\]schemas\.js$/, contents: withoutUnnamedMethods },
  // Zod's texts in English: problems carry codes alone.
  {
    file: /[/\\]zod[/\\]v4[/\\]locales[/\\]en\.js$/,
    contents: instead("export default () => ({ localeError: () => 'Invalid input' });"),
  },
];
