import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readRecords } from '../../../infra/ops/import/read-records';
import { bodySchemaOf, type Operation, operations } from './document/openapi-document';
import type { Caller, FuzzRequest } from './generate/requests';
import { fuzz, suite } from './running-fuzz';

const FOLDER = resolve(__dirname, '../../vectors/jsontestsuite/test_parsing');
const MINUTES_MS = 10 * 60_000;
/** Each is an instance of the function; a sample, whose cost first calls are, has one of few routes. */
const AT_ONCE = suite.whole ? 8 : 1;
const SAMPLED_ROUTES = 2;
/** What the local hooks read of a body at most. */
const HOOK_LIMIT_BYTES = 64 * 1024;
const FILES_ON_EACH = 6;

interface TestFile {
  readonly name: string;
  readonly bytes: Buffer;
}

const files: readonly TestFile[] = readdirSync(FOLDER).map((name) => ({
  name,
  bytes: readFileSync(join(FOLDER, name)),
}));

/** Valid JSON that ours refuses, because parsers disagree on it. */
const STRICTER = ['y_object_duplicated_key.json', 'y_object_duplicated_key_and_value.json'];

const kindOf = ({ name }: TestFile): 'accept' | 'refuse' | 'either' => {
  if (name.startsWith('n_') || STRICTER.includes(name)) return 'refuse';
  return name.startsWith('y_') ? 'accept' : 'either';
};

const requestOf = (operation: Operation, { bytes }: TestFile): FuzzRequest => ({
  operation,
  caller: (operation.roles[0] ?? 'admin') as Caller,
  path: Object.fromEntries(
    (operation.parameters ?? []).map(({ name }) => [name, '00000000-0000-4000-8000-000000000000']),
  ),
  query: [],
  headers: [],
  contentType: 'application/json',
  body: { kind: 'bytes', bytes },
});

/** What became of each file, by route and kind of file. */
const rows: Record<string, string | number>[] = [];
const decidedEither = new Map<string, boolean>();

const sendAll = async (operation: Operation, chosen: readonly TestFile[]): Promise<void> => {
  const counts = { accepted: 0, refused: 0 };
  for (let from = 0; from < chosen.length; from += AT_ONCE) {
    const batch = chosen.slice(from, from + AT_ONCE);
    const exchanges = await fuzz().check(batch.map((file) => requestOf(operation, file)));
    for (const [index, { answer, curl }] of exchanges.entries()) {
      const file = batch[index];
      if (file === undefined) continue;
      const isRefused = answer.status === 400 && answer.text.includes('"malformed-request"');
      counts[isRefused ? 'refused' : 'accepted'] += 1;
      if (kindOf(file) === 'either') {
        expect({ file: file.name, isRefused }).toEqual({
          file: file.name,
          isRefused: decidedEither.get(file.name) ?? isRefused,
        });
        decidedEither.set(file.name, isRefused);
      } else
        expect({ file: file.name, isRefused, curl }).toEqual({
          file: file.name,
          isRefused: kindOf(file) === 'refuse',
          curl,
        });
    }
  }
  rows.push({ parser: operation.operationId, files: chosen.length, ...counts });
};

describe('JSONTestSuite through every parser of JSON: RFC 8259, and no 5xx, ever', () => {
  const withBody = suite.sample(
    'routes with a body',
    operations.filter((operation) => bodySchemaOf(operation) !== undefined),
    SAMPLED_ROUTES,
  );
  const inFull = new Set(suite.sample('routes with all files', withBody, 1));

  it(
    'on every route with a body, y_ files pass the parser and n_ files are refused with 400',
    async () => {
      for (const operation of withBody) {
        await sendAll(
          operation,
          inFull.has(operation) ? files : suite.sample(operation.operationId, files, FILES_ON_EACH),
        );
      }
    },
    MINUTES_MS,
  );

  it(
    'in the queries of lists, as cursors, they are refused without a 5xx',
    async () => {
      const lists = operations.filter(({ parameters = [] }) => parameters.some(({ name }) => name === 'cursor'));
      for (const operation of suite.sample('lists', lists, 1)) {
        for (const { bytes } of suite.sample(`cursors of ${operation.operationId}`, files, 12)) {
          const request = requestOf(operation, { name: '', bytes });
          const texts = [bytes.toString('base64url'), bytes.toString('utf8')].map((text) => text.slice(0, 1024));
          const exchanges = await fuzz().check(
            texts.map((text) => ({
              ...request,
              query: [['cursor', text]],
              contentType: undefined,
              body: { kind: 'none' },
            })),
          );
          for (const { answer } of exchanges) expect(answer.status).toBeGreaterThanOrEqual(400);
        }
      }
    },
    MINUTES_MS,
  );

  it.each(['/__local/faults', '/__local/clock'])('at the local hook %s', async (path) => {
    const counts = { accepted: 0, refused: 0 };
    for (const file of files) {
      const { status } = await fuzz().client.exchange('POST', path, [], file.bytes);
      // The hooks are stricter than nothing: what is JSON is refused for its form, and nothing is ever answered 5xx.
      const refusal = status === 400 ? 400 : 422;
      const expected = file.bytes.byteLength > HOOK_LIMIT_BYTES ? 413 : refusal;
      expect({ file: file.name, status }).toEqual({ file: file.name, status: expected });
      if (kindOf(file) === 'accept') expect({ file: file.name, status }).toEqual({ file: file.name, status: 422 });
      counts[status === 422 ? 'accepted' : 'refused'] += 1;
    }
    rows.push({ parser: path, files: counts.accepted + counts.refused, ...counts });
  });

  it.each(['.json', '.ndjson'] as const)(
    'in the import’s reader of %s files, none stops the import',
    async (format) => {
      const folder = mkdtempSync(join(tmpdir(), 'phiducia-json-'));
      const counts = { accepted: 0, refused: 0 };
      try {
        for (const { name, bytes } of files) {
          const path = join(folder, `${name}${format}`);
          writeFileSync(path, bytes);
          const codes: string[] = [];
          for await (const { mapped } of readRecords(
            { path, format, bytes: bytes.byteLength, label: '#1' },
            { assumeMidnight: false },
          )) {
            if (mapped.kind !== 'mapped') codes.push(mapped.code);
          }
          const isRefused = codes.some((code) => code === 'not-json' || code === 'not-utf-8');
          counts[isRefused ? 'refused' : 'accepted'] += 1;
          // A line of ndjson ends where the file has a newline, so that what is one text may be two lines.
          if (format === '.json' && !name.startsWith('i_'))
            expect({ name, isRefused }).toEqual({ name, isRefused: name.startsWith('n_') });
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
      rows.push({ parser: `import ${format}`, files: files.length, ...counts });
    },
  );

  it('shows what became of the files, and how the i_ files were decided', () => {
    suite.print('JSONTestSuite', rows);
    const decided = [...decidedEither].sort(([left], [right]) => left.localeCompare(right));
    suite.print(
      'JSONTestSuite, files on which RFC 8259 leaves the choice',
      decided.map(([file, isRefused]) => ({ file, decision: isRefused ? 'refused' : 'accepted' })),
    );
  });
});
