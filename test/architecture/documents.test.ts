import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeSpans } from './support/markdown-table';
import { filesBelow, read, ROOT } from './support/repository';

const documents = [...readdirSync(ROOT).filter((name) => name.endsWith('.md')), ...filesBelow('docs', '.md')];

const withoutCode = (text: string): string => text.replace(/^```[^]*?^```/gm, '').replace(/`[^`]*`/g, '');

/** Links to files of the repository, as paths from its root. */
const linksOf = (path: string): readonly string[] =>
  [...withoutCode(read(path)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target.replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
    .map((target) => join(dirname(path), target));

/** Paths in backticks, such as `shared/api/problems.ts` or `test/unit/`; patterns with `<` or `*` are none. */
const pathsOf = (path: string): readonly string[] =>
  codeSpans(read(path)).filter((span) => /^(shared|functions|infra|test|docs|\.ci)\/[\w./-]*$/.test(span));

describe('documents name only what exists', () => {
  it.each(documents)('%s: every link leads somewhere', (path) => {
    expect(linksOf(path).filter((target) => !existsSync(join(ROOT, target)))).toEqual([]);
  });

  it.each(documents)('%s: every path of the repository is there', (path) => {
    expect(pathsOf(path).filter((target) => !existsSync(join(ROOT, target)))).toEqual([]);
  });

  it('and there are some', () => {
    expect(documents).toEqual(expect.arrayContaining(['SECURITY.md', 'docs/architecture.md', 'docs/controls.md']));
    expect(documents.flatMap(linksOf).length).toBeGreaterThan(10);
    expect(documents.flatMap(pathsOf).length).toBeGreaterThan(100);
  });
});

describe('CONTRIBUTING.md', () => {
  const lines = read('CONTRIBUTING.md').split('\n');

  it('lists every suite that package.json runs', () => {
    const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
    const suites = Object.keys(scripts).filter((name) => name.startsWith('test:'));
    const commands = lines.slice(lines.indexOf('## Commands'), lines.indexOf('## Kinds of tests')).join('\n');
    expect(suites.filter((name) => !commands.includes(`| \`npm run ${name}\``))).toEqual([]);
  });

  it('has one row for each folder of tests', () => {
    const folders = lines.flatMap((line) => /^\| (`test\/.*?) +\|/.exec(line)?.[1] ?? []);
    expect(folders.length).toBeGreaterThan(5);
    expect(new Set(folders).size).toBe(folders.length);
  });
});

describe('decisions', () => {
  const decisions = filesBelow('docs/decisions', '.md');

  it('have a number each, and no two the same', () => {
    const numbers = decisions.map((path) => /\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1]);
    expect(numbers).not.toContain(undefined);
    expect(new Set(numbers).size).toBe(decisions.length);
  });

  it.each(decisions)('%s: says context, decision, and consequences, under its number', (path) => {
    const text = read(path);
    expect(text.split('\n')[0]).toMatch(new RegExp(`^# ${path.slice('docs/decisions/'.length).slice(0, 4)}: `));
    const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(['Context', 'Decision', 'Consequences']);
  });
});
