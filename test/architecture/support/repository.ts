import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as ts from 'typescript';

export const ROOT = resolve(__dirname, '../../..');

export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** All files below a folder of the repository, as paths from its root with forward slashes, sorted. */
export const filesBelow = (folder: string, suffix = ''): readonly string[] =>
  readdirSync(join(ROOT, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? filesBelow(path, suffix) : [path];
    })
    .filter((path) => path.endsWith(suffix))
    .sort();

const parseTypeScript = (text: string): ts.SourceFile =>
  ts.createSourceFile('source.ts', text, ts.ScriptTarget.ES2022, true);

/** Every node of a tree that `pick` turns into something. */
const collect = <T>(node: ts.Node, pick: (node: ts.Node) => T | undefined): readonly T[] => {
  const found: T[] = [];
  const visit = (each: ts.Node): void => {
    const picked = pick(each);
    if (picked !== undefined) found.push(picked);
    ts.forEachChild(each, visit);
  };
  visit(node);
  return found;
};

/** `process.env` and `process['env']` alike; undefined for anything else. */
const memberName = (node: ts.Node): string | undefined => {
  const named = ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
  if (!named || !ts.isIdentifier(node.expression)) return undefined;
  const member = ts.isPropertyAccessExpression(node) ? node.name : node.argumentExpression;
  return ts.isIdentifier(member) || ts.isStringLiteralLike(member)
    ? `${node.expression.text}.${member.text}`
    : undefined;
};

/** `const { env } = process` takes a member too. */
const takenMembers = (node: ts.Node): string | undefined => {
  if (!ts.isVariableDeclaration(node) || !ts.isObjectBindingPattern(node.name)) return undefined;
  const { initializer, name } = node;
  if (initializer === undefined || !ts.isIdentifier(initializer)) return undefined;
  const members = name.elements.map(({ propertyName, name: local }) => (propertyName ?? local).getText());
  return members.map((member) => `${initializer.text}.${member}`).join(' ');
};

/** Members of globals that a text of TypeScript uses, such as `process.env`; comments and strings do not count. */
export const usedMembers = (text: string): ReadonlySet<string> =>
  new Set(
    collect(parseTypeScript(text), (node) => memberName(node) ?? takenMembers(node)).flatMap((name) => name.split(' ')),
  );

/** `describe`, `it.each(…)`, `test.skip`: the name at the root of a call. */
const rootName = (node: ts.Node): string => {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node)) return rootName(node.expression);
  return ts.isTaggedTemplateExpression(node) ? rootName(node.tag) : '';
};

const TEST_FUNCTIONS = new Set(['describe', 'it', 'test']);

/** The titles of suites and tests as they stand in the text, placeholders such as `%s` included. */
export const testTitles = (text: string): ReadonlySet<string> =>
  new Set(
    collect(parseTypeScript(text), (node) => {
      if (!ts.isCallExpression(node) || !TEST_FUNCTIONS.has(rootName(node.expression))) return undefined;
      const [title] = node.arguments;
      return title !== undefined && ts.isStringLiteralLike(title) ? title.text : undefined;
    }),
  );
