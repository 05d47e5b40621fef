import * as z from 'zod';
import { SettingsSchema } from '../../shared/config/settings';
import { codeSpans, type MarkdownTable, type Row, tablesOf } from './support/markdown-table';
import { filesBelow, read } from './support/repository';

const page = read('docs/configuration.md');
const tables = tablesOf(page);

const tableUnder = (heading: string): MarkdownTable => {
  const table = tables.find((each) => each.heading === heading);
  if (table === undefined) throw new Error(`docs/configuration.md has no table under “${heading}”.`);
  return table;
};

const nameOf = (row: Row): string => codeSpans(Object.values(row)[0] ?? '')[0] ?? '';
const namesIn = (rows: readonly Row[]): readonly string[] => rows.map(nameOf).sort();

const settings = tableUnder('Settings of the functions').rows;

const fieldOf = (name: string): z.ZodType =>
  Object.entries(SettingsSchema.shape).find(([key]) => key === name)?.[1] ?? z.never();

/** What the schema fills in where nothing is set. */
const defaultOf = (name: string): string | undefined => {
  const parsed = fieldOf(name).safeParse(undefined);
  return parsed.success ? String(parsed.data) : undefined;
};

/** Settings whose limits are stated as `whole number, 6 to 100`. */
const numbers = settings.flatMap((row) => {
  const [, least, most] = /^whole number, (\d+) to (\d+)$/.exec(row.Limits ?? '') ?? [];
  return least === undefined ? [] : [[nameOf(row), Number(least), Number(most)] as const];
});

describe('docs/configuration.md: settings of the functions', () => {
  it('are those of the schema, no more and no fewer', () => {
    expect(namesIn(settings)).toEqual(Object.keys(SettingsSchema.shape).sort());
  });

  it.each(settings.map((row) => [nameOf(row), row] as const))(
    '%s: has a meaning, its default, and limits',
    (name, row) => {
      expect(row.Meaning?.length).toBeGreaterThan(20);
      expect(row.Limits).not.toBe('');
      expect(row.Default?.replaceAll('`', '')).toBe(defaultOf(name) ?? 'none');
    },
  );
});

describe('docs/configuration.md: limits of settings', () => {
  it.each(numbers)('%s: at least %i and at most %i, as stated', (name, least, most) => {
    const accepts = (value: number): boolean => fieldOf(name).safeParse(String(value)).success;
    expect([least - 1, least, most, most + 1, least + 0.5].map(accepts)).toEqual([false, true, true, false, false]);
  });

  it('audit events are kept for six years at least: 45 CFR 164.316(b)(2)(i)', () => {
    expect(numbers).toContainEqual(['HIPAA_AUDIT_LOG_RETENTION_YEARS', 6, 100]);
  });
});

describe('docs/configuration.md: context of a deployment', () => {
  const context = tableUnder('Context of a deployment').rows;
  const cdkJson = z.object({ context: z.record(z.string(), z.unknown()) }).parse(JSON.parse(read('cdk.json')));

  it('names the keys that are read, no more and no fewer', () => {
    const source = read('infra/config/deployment-config.ts');
    const keys = [...source.matchAll(/contextValue\('([^']+)'\)/g)].map(([, key = '']) => key);
    expect(namesIn(context)).toEqual([...new Set(keys)].sort());
  });

  it.each(context.map((row) => [nameOf(row), row] as const))('%s: has the value of cdk.json', (key, row) => {
    const value = cdkJson.context[key];
    expect(codeSpans(row['In `cdk.json`'] ?? '')).toEqual(Array.isArray(value) ? value : [String(value)]);
  });
});

describe('docs/configuration.md: environment of the local stack', () => {
  const local = tables
    .filter(({ heading }) => heading === 'Environment of the local stack')
    .flatMap(({ rows }) => rows);
  const source = filesBelow('infra/local', '.ts').map(read).join('\n');

  it.each(namesIn(local))('%s is a variable of the local stack', (name) => {
    expect(source).toMatch(new RegExp(`\\b${name}\\b`));
  });

  it.each([...new Set(source.match(/\b(PORT|PHIDUCIA_[A-Z_]+|AWS_ENDPOINT_URL_[A-Z0-9_]+)\b/g))])(
    '%s is in the document',
    (name) => {
      expect(namesIn(local)).toContain(name);
    },
  );
});

describe('docs/configuration.md: every other variable that the text mentions', () => {
  it('exists', () => {
    const known = new Set([...namesIn(settings), ...namesIn(tables.flatMap(({ rows }) => rows))]);
    const mentioned = codeSpans(page).filter((span) => /^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/.test(span));
    expect(mentioned.filter((name) => !known.has(name))).toEqual([]);
  });
});
