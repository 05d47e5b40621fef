import { readdirSync } from 'node:fs';
import * as z from 'zod';
import { fixedTable, requestTable } from '../../infra/ops/costs/cost-tables';
import { listPrices, PRICES_AS_OF } from '../../infra/ops/costs/list-prices';
import { routeEntries } from '../../shared/api/routes/routes';
import { filesBelow, read, ROOT } from './support/repository';

const documents = [...readdirSync(ROOT).filter((name) => name.endsWith('.md')), ...filesBelow('docs', '.md')];
const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')));
const { context } = z.object({ context: z.record(z.string(), z.unknown()) }).parse(JSON.parse(read('cdk.json')));

const source = read('infra/config/deployment-config.ts');

const found = (path: string, pattern: RegExp): readonly string[] => [
  ...new Set([...read(path).matchAll(pattern)].map(([, name = '']) => name)),
];

describe('commands that documents name', () => {
  it.each(documents)('%s: every npm run exists', (path) => {
    const named = found(path, /\bnpm run (?:-s |--silent )?([a-z][\w:-]*)/g);

    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it.each(documents)('%s: every context key that is given with -c exists', (path) => {
    const named = found(path, /-c (?!key=value)(\w+)=/g);

    expect(named.filter((key) => !(key in context) && !source.includes(`contextValue('${key}')`))).toEqual([]);
  });

  it('and there are some', () => {
    expect(found('docs/deploying.md', /\bnpm run (?:--silent )?([a-z][\w-]*)/g)).toEqual(
      expect.arrayContaining(['create-admin', 'token', 'synth', 'check', 'costs', 'import']),
    );
    expect(found('docs/deploying.md', /-c (\w+)=/g)).toEqual(['stage', 'region', 'userPoolPlan']);
  });
});

describe('docs/deploying.md: what it names in AWS', () => {
  const page = read('docs/deploying.md');
  const sources = filesBelow('infra/stacks', '.ts').map(read).join('\n');

  it('stacks are those that are deployed', () => {
    const stacks = found('docs/deploying.md', /Phiducia-prod-(\w+)/g);

    expect(stacks.length).toBeGreaterThan(3);
    expect(stacks.filter((name) => !sources.includes(`\`Phiducia-\${stage}-${name}\``))).toEqual([]);
  });

  it.each(['ApiUrl', 'UserPoolId', 'UserPoolClientId'])('%s is an output', (output) => {
    expect(page).toContain(output);
    expect(sources).toContain(`new CfnOutput(this, '${output}'`);
  });

  it('routes are those of the route table', () => {
    const routes = new Set(routeEntries.map(([, { method, path }]) => `${method} ${path}`));
    const named = found('docs/deploying.md', /`((?:GET|POST|PUT|PATCH|DELETE) \/[^`]+)`/g);

    expect(named.filter((route) => !routes.has(route))).toEqual([]);
  });
});

/** Prettier pads the cells of tables. */
const squeezed = (text: string): string => text.replace(/ +/g, ' ').replace(/-{2,}/g, '--');

describe('npm run costs: the tables in the documents are the ones it prints', () => {
  it.each(['README.md', 'docs/deploying.md'])('%s: a million requests', (path) => {
    expect(squeezed(read(path))).toContain(squeezed(requestTable()));
  });

  it('docs/deploying.md: each month', () => {
    expect(squeezed(read('docs/deploying.md'))).toContain(squeezed(fixedTable()));
  });

  it('the day on which prices were looked up is said, and each price has a source', () => {
    expect(read('docs/deploying.md')).toContain(PRICES_AS_OF);
    expect(read('README.md')).toContain(PRICES_AS_OF);
    expect(Object.values(listPrices).filter(({ source, usd }) => source.length < 10 || !(usd > 0))).toEqual([]);
  });

  it('the document counts the prices that nobody looked up', () => {
    const unverified = Object.values(listPrices).filter(({ verified }) => !verified);

    expect(unverified).toHaveLength(5);
    expect(read('docs/deploying.md')).toContain('Five prices were not found there');
  });
});
