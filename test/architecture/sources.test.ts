import { basename } from 'node:path';
import { functionDefinitions } from '../../shared/api/functions';
import { routeEntries } from '../../shared/api/routes/routes';
import { filesBelow, read, usedMembers } from './support/repository';

const shared = filesBelow('shared', '.ts');
const functions = filesBelow('functions', '.ts');
const infra = filesBelow('infra', '.ts');
const sources = [...shared, ...functions, ...infra];
const tests = filesBelow('test', '.ts');

/** One file per function; `_pipeline` is what they share. */
const handlers = functions.filter((path) => !path.startsWith('functions/_pipeline/'));

/** Programs that a person runs, not parts of what is deployed: they read their own environment. */
const isProgram = (path: string): boolean => path.startsWith('infra/local/') || path.startsWith('infra/ops/');

const using = (paths: readonly string[], matches: (member: string) => boolean): readonly string[] =>
  paths.filter((path) => [...usedMembers(read(path))].some(matches));

const MAX_LINES = 250;
const MAX_HANDLER_LINES = 30;
const linesOf = (path: string): number => read(path).split('\n').length - 1;

describe('what code may not say', () => {
  it.each([
    ['process.env.STAGE', 'process.env'],
    ["process['env']", 'process.env'],
    ['const { env } = process;', 'process.env'],
    ['const { env: variables } = process;', 'process.env'],
    ["console.log('x')", 'console.log'],
    ["process.stdout.write('x')", 'process.stdout'],
    ['const { stderr } = process;', 'process.stderr'],
    ['const { random } = Math;', 'Math.random'],
  ])('finds %s', (text, member) => {
    expect(usedMembers(text)).toContain(member);
  });

  it('is not found in comments and strings', () => {
    expect(usedMembers("// process.env\nconst text = 'console.log';")).toEqual(new Set());
  });

  it('process.env is read in the composition root of the functions and nowhere else that is deployed', () => {
    const readers = using(sources, (member) => member === 'process.env').filter((path) => !isProgram(path));
    // infra/app.ts may, and needs none: `cdk` hands everything over as context.
    expect(readers.filter((path) => path !== 'infra/app.ts')).toEqual(['functions/_pipeline/composition-root.ts']);
  });

  it('no module takes the environment by way of node:process', () => {
    expect(sources.filter((path) => /from '(node:)?process'/.test(read(path)))).toEqual([]);
  });

  it('guarantee 5: nothing is printed by console', () => {
    expect(using(sources, (member) => member.startsWith('console.'))).toEqual([]);
  });

  it('guarantee 5: what is deployed writes by its logger and its metrics alone, not to standard output', () => {
    const writes = (member: string): boolean => member === 'process.stdout' || member === 'process.stderr';
    expect(using([...shared, ...functions], writes)).toEqual([]);
    const emitters = [...shared, ...functions].filter((path) =>
      /from 'node:(fs|fs\/promises|diagnostics_channel)'/.test(read(path)),
    );
    expect(emitters).toEqual([]);
  });

  it('all randomness comes from node:crypto', () => {
    expect(using([...sources, ...tests], (member) => member === 'Math.random')).toEqual([]);
  });
});

describe('files', () => {
  it(`have fewer than ${MAX_LINES} lines`, () => {
    expect(sources.filter((path) => linesOf(path) >= MAX_LINES)).toEqual([]);
  });

  it(`of handlers have at most ${MAX_HANDLER_LINES} lines`, () => {
    expect(handlers.filter((path) => linesOf(path) > MAX_HANDLER_LINES)).toEqual([]);
  });

  it('have names that say what is in them: no utils, helpers, or common', () => {
    const vague = /(^|\/)(utils?|helpers?|commons?|misc)(\/|\.|$)/i;
    expect([...sources, ...tests].filter((path) => vague.test(path))).toEqual([]);
    expect('shared/utils/text.ts').toMatch(vague);
    expect('shared/domain/helpers.ts').toMatch(vague);
  });

  it('of installed packages come from whatever registry npm knows: the lock file names none', () => {
    const lock = read('package-lock.json');
    expect(lock).toContain('"integrity"');
    expect(lock.match(/"resolved": *"[a-z+]+:[^"]*"/g) ?? []).toEqual([]);
  });
});

describe('RELIABILITY 23: signing keys', () => {
  it('are fetched by no function, so that no key endpoint can be down for one: API Gateway verifies tokens', () => {
    const fetching = [...shared, ...functions].filter((path) =>
      /aws-jwt-verify|well-known\/jwks|openid-configuration|from 'jose'/.test(read(path)),
    );
    expect(fetching).toEqual([]);
  });
});

describe('one route, one handler file', () => {
  const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

  it.each(routeEntries)('%s has exactly one, in the folder of its group', (operationId, { group }) => {
    const named = handlers.filter((path) => basename(path) === `${kebab(operationId)}.ts`);
    expect(named).toEqual([`functions/${group}/${kebab(operationId)}.ts`]);
  });

  it('every handler file is the entry of one function, and every function has its file', () => {
    expect(functionDefinitions.map(({ entry }) => entry).sort()).toEqual(handlers);
  });

  it.each(handlers)('%s exports its handler', (path) => {
    expect(read(path)).toMatch(/^export const handler = /m);
  });
});
