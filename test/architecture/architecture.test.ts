import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { cruise, type CruiseResult } from './support/cruise';
import { codeSpans, tablesOf } from './support/markdown-table';
import { read, ROOT } from './support/repository';

const { forbidden: rules } = z
  .object({ forbidden: z.array(z.object({ name: z.string(), severity: z.string(), comment: z.string() })) })
  .parse(createRequire(__filename)('../../.dependency-cruiser.cjs'));

/**
 * For each rule a file that breaks it, what it imports, and nothing more: `from` imports `to`. Both are made in a
 * directory of their own; a rule without an entry here fails the test below.
 */
const BROKEN: readonly (readonly [rule: string, from: string, to: string])[] = [
  ['domain-is-the-core', 'shared/domain/a.ts', 'shared/adapters/aws/target.ts'],
  ['domain-is-the-core', 'shared/domain/b.ts', 'shared/ports/target.ts'],
  ['crypto-knows-domain', 'shared/crypto/a.ts', 'shared/ports/target.ts'],
  ['ports-are-interfaces', 'shared/ports/a.ts', 'shared/adapters/memory/target.ts'],
  ['application-uses-ports', 'shared/application/a.ts', 'shared/adapters/aws/target.ts'],
  ['application-uses-ports', 'shared/application/b.ts', 'shared/api/target.ts'],
  ['application-uses-ports', 'shared/application/types-only.ts', 'shared/adapters/aws/target.ts'],
  ['adapters-implement-ports', 'shared/adapters/aws/a.ts', 'shared/application/target.ts'],
  ['memory-adapters-stand-alone', 'shared/adapters/memory/a.ts', 'shared/adapters/aws/target.ts'],
  ['observability-stands-alone', 'shared/observability/a.ts', 'shared/domain/target.ts'],
  ['api-is-data', 'shared/api/a.ts', 'shared/application/target.ts'],
  ['config-is-data', 'shared/config/a.ts', 'shared/domain/target.ts'],
  ['functions-use-shared', 'functions/hipaa/a.ts', 'infra/config/target.ts'],
  ['infra-knows-the-contract', 'infra/constructs/a.ts', 'shared/application/target.ts'],
  ['infra-knows-the-contract', 'infra/stacks/a.ts', 'functions/session/target.ts'],
  ['handlers-are-separate', 'functions/hipaa/b.ts', 'functions/session/target.ts'],
  ['aws-sdk-in-adapters', 'functions/_pipeline/a.ts', 'node_modules/@aws-sdk/client-kms/index.js'],
  ['aws-sdk-in-adapters', 'shared/application/c.ts', 'node_modules/@aws-sdk/client-kms/index.js'],
  ['aws-sdk-in-adapters', 'shared/application/d.ts', 'node_modules/@smithy/signature-v4/index.js'],
  ['second-sink-for-emergencies', 'shared/application/e.ts', 'shared/ports/emergency-audit-trail.ts'],
  ['second-sink-for-emergencies', 'functions/_pipeline/b.ts', 'shared/adapters/aws/s3-audit-fallback.ts'],
  ['second-sink-in-three-functions', 'functions/patients/c.ts', 'functions/_pipeline/emergency-audit.ts'],
  ['domain-does-no-io', 'shared/domain/c.ts', 'node:fs'],
  ['core-does-no-io', 'shared/application/io.ts', 'node:fs'],
  ['core-does-no-io', 'shared/ports/io.ts', 'node:http'],
  ['crypto-primitives-from-node', 'shared/crypto/b.ts', 'node_modules/left-pad/index.js'],
  ['no-circles', 'shared/domain/d.ts', 'shared/domain/e.ts'],
  ['no-orphans', 'shared/domain/orphan.ts', 'shared/domain/orphan.ts'],
];

const EXTRA_IMPORTS: Readonly<Record<string, string>> = { 'shared/domain/e.ts': 'shared/domain/d.ts' };

/** How `from` names `to`: a package or a module of Node.js by its name, anything else by a relative path. */
const specifier = (from: string, to: string): string => {
  if (to.startsWith('node:')) return to;
  if (to.startsWith('node_modules/')) return dirname(to).slice('node_modules/'.length);
  return `${'../'.repeat(from.split('/').length - 1)}${to.replace(/\.ts$/, '')}`;
};

/** A type-only import breaks a rule as well: the arrow is there before the compiler takes it away. */
const importOf = (from: string, to: string): string =>
  from.endsWith('types-only.ts')
    ? `import type { target } from '${specifier(from, to)}';\nexport type Used = typeof target;\n`
    : `import * as imported from '${specifier(from, to)}';\nexport const used = imported;\n`;

/** A small repository in which every rule is broken. */
const brokenTree = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'phiducia-architecture-'));
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  };
  put(
    'package.json',
    JSON.stringify({
      dependencies: { '@aws-sdk/client-kms': '1.0.0', '@smithy/signature-v4': '1.0.0', 'left-pad': '1.0.0' },
    }),
  );
  put('tsconfig.json', JSON.stringify({ compilerOptions: { module: 'preserve', moduleResolution: 'bundler' } }));
  for (const [, , to] of BROKEN) {
    if (to.startsWith('node_modules/')) {
      put(
        `${dirname(to)}/package.json`,
        JSON.stringify({ name: specifier('', to), version: '1.0.0', main: 'index.js' }),
      );
      put(to, 'module.exports = {};\n');
    } else if (!to.startsWith('node:')) {
      put(to, 'export const target = 1;\n');
    }
  }
  for (const [, from, to] of BROKEN) if (from !== to) put(from, importOf(from, to));
  for (const [from, to] of Object.entries(EXTRA_IMPORTS)) put(from, importOf(from, to));
  return directory;
};

describe('the architecture: which module may import which (docs/architecture.md)', () => {
  let repository: CruiseResult;
  let broken: CruiseResult;
  let directory: string;

  beforeAll(async () => {
    directory = brokenTree();
    const folders = ['shared', 'functions', 'infra'];
    [repository, broken] = await Promise.all([cruise(ROOT, folders), cruise(directory, folders)]);
  });
  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  it('no module breaks a rule', () => {
    expect(repository.violations).toEqual([]);
    expect(repository.modules).toBeGreaterThan(200);
  });

  it.each(BROKEN)('the rule %s can fail: %s → %s', (rule, from, to) => {
    expect(broken.violations).toContain(`${rule}: ${from} → ${to.replace('node:', '')}`);
  });

  it('every rule is an error, says why, and was broken above', () => {
    expect(new Set(rules.map(({ name }) => name))).toEqual(new Set(BROKEN.map(([rule]) => rule)));
    for (const { severity, comment } of rules) {
      expect(severity).toBe('error');
      expect(comment.length).toBeGreaterThan(20);
    }
  });

  it('docs/architecture.md explains every rule, and none that is gone', () => {
    const explained = tablesOf(read('docs/architecture.md')).flatMap(({ columns, rows }) =>
      columns[0] === 'Rule' ? rows.flatMap(({ Rule = '' }) => codeSpans(Rule)) : [],
    );
    expect([...explained].sort()).toEqual(rules.map(({ name }) => name).sort());
  });
});
