import { functionDefinitions } from '../../shared/api/functions';
import { sanitiseRecord } from '../../shared/observability/sanitiser';
import { filesBelow, read } from '../architecture/support/repository';

const runbooks = filesBelow('docs/runbooks', '.md').map((path) => [path, read(path)] as const);
/** What stands between backticks and asks Logs Insights something. */
const queries = runbooks.flatMap(([path, text]) =>
  [...text.matchAll(/`(filter [^`]*)`/g)].map(([, query = '']) => [path, query] as const),
);

const sources = filesBelow('functions', '.ts').map(read).join('\n');
/** What Lambda itself writes, and what Logs Insights knows of every line. */
const NOT_OURS = new Set(['type', 'record', 'message', '@timestamp']);
const WORDS = /^(filter|and|or|stats|count|by|bin|display|sort|desc|limit)$/;

/** Field names of a query, with what is quoted or a number left out. */
const fieldsOf = (query: string): readonly string[] =>
  [...query.replaceAll(/"[^"]*"/g, '').matchAll(/@?[a-z_]+(?:\.[a-z]+)?/g)]
    .map(([word]) => word.split('.')[0] ?? '')
    .filter((word) => !WORDS.test(word) && word !== 'm');

const messagesOf = (query: string): readonly string[] =>
  [...query.matchAll(/message = "([^"]+)"/g)].map(([, message = '']) => message);

/** The fields of each line with a message, as the functions' sources write them; nothing where they are spread in. */
const writtenWith = (message: string): readonly (string | undefined)[] =>
  [...sources.matchAll(new RegExp(`'${message}', (\\{[^}]*\\}|fields)`, 'g'))].map(([, fields = '']) =>
    /fields|\.\.\./.test(fields) ? undefined : fields,
  );

const isKnown = (field: string): boolean =>
  ['x', 1, true, ['x'], '00000000-0000-4000-8000-000000000000'].some(
    (value) => field in sanitiseRecord({ [field]: value }),
  );

describe('164.308(a)(6)(ii): what a runbook asks the logs is in the logs', () => {
  it('there are such queries', () => {
    expect(queries.length).toBeGreaterThan(15);
  });

  it.each(queries)('%s: %s', (_, query) => {
    expect(fieldsOf(query).filter((field) => !NOT_OURS.has(field) && !isKnown(field))).toEqual([]);
    const messages = messagesOf(query);
    for (const message of messages) expect(sources).toContain(`'${message}'`);
    const lines = messages.flatMap(writtenWith);
    const missing = fieldsOf(query).filter(
      (field) =>
        !NOT_OURS.has(field) &&
        lines.length > 0 &&
        !lines.some((line) => line === undefined || new RegExp(`\\b${field}\\b`).test(line)),
    );
    expect(missing).toEqual([]);
  });

  it('says of each scheduled function what is not done while it does not run', () => {
    const text = read('docs/runbooks/schedule-not-running.md');
    const scheduled = functionDefinitions.filter(({ kind }) => kind === 'scheduled');
    const operations = scheduled.map(({ id }) => `\`${id.charAt(0).toLowerCase()}${id.slice(1)}\` `);
    expect(operations.filter((operation) => !text.includes(operation))).toEqual([]);
  });
});
