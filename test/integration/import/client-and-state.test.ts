import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tokensBySignIn, givenToken } from '../../../infra/ops/import/access-tokens';
import { ImportClient } from '../../../infra/ops/import/import-client';
import { parseImportOptions, UsageError } from '../../../infra/ops/import/import-options';
import { openState } from '../../../infra/ops/import/import-state';
import { ImportStopped } from '../../../infra/ops/import/import-stopped';

const ID = '155d3d80-f3f0-4b39-9207-0d122cf94a11';

type Scripted = readonly [status: number, body: object, headers?: Readonly<Record<string, string>>];

let server: Server;
let script: Scripted[] = [];
let requests: IncomingMessage[] = [];
let waits: number[] = [];
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(request);
    const [status, body, headers] = script.shift() ?? [500, {}];
    response.writeHead(status, headers).end(JSON.stringify(body));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((done) => server.close(done)));

const create = (answers: readonly Scripted[], tokens = givenToken('t1')) => {
  [script, requests, waits] = [[...answers], [], []];
  const wait = (ms: number): Promise<void> => {
    waits.push(ms);
    return Promise.resolve();
  };
  return new ImportClient(url, tokens, wait).create('/patients', { a: 1 }, 'key-1');
};

const created: Scripted = [201, { id: ID }];

describe('the client of the import', () => {
  it.each([429, 502, 503, 504])('repeats after %i with the same key, not before Retry-After', async (status) => {
    const answer = await create([[status, { code: 'rate-limited' }, { 'Retry-After': '3' }], created]);
    expect(answer).toEqual({ kind: 'created', id: ID, replayed: false });
    expect(requests.map(({ headers }) => headers['idempotency-key'])).toEqual(['key-1', 'key-1']);
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeGreaterThan(3000);
    expect(waits[0]).toBeLessThanOrEqual(3200);
  });

  it('gives up after 8 attempts, each wait at most 30 seconds', async () => {
    const busy: Scripted = [503, { code: 'service-unavailable' }, { 'Retry-After': '9999' }];
    await expect(create(Array.from({ length: 9 }, () => busy))).rejects.toThrow(ImportStopped);
    expect(requests).toHaveLength(8);
    expect(waits).toEqual(Array.from({ length: 7 }, () => 30_000));
  });

  it('renews a token once', async () => {
    let count = 0;
    const tokens = tokensBySignIn(() => Promise.resolve(`t${(count += 1)}`));
    expect(await create([[401, { code: 'unauthenticated' }], created], tokens)).toMatchObject({ kind: 'created' });
    expect(requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer t1', 'Bearer t2']);
    const refused: Scripted = [401, { code: 'unauthenticated' }];
    await expect(create([refused, refused, refused], tokens)).rejects.toThrow('401 unauthenticated');
    expect(requests).toHaveLength(2);
  });

  it('stops, with words for the holder, when a token that was given is refused', async () => {
    await expect(create([[401, { code: 'unauthenticated' }]])).rejects.toThrow('Get a new one');
  });

  it.each([
    [403, 'role-required'],
    [403, 'baa-missing'],
  ])('stops on %i %s, which every record would get', async (status, code) => {
    await expect(create([[status, { code }]])).rejects.toThrow(`${status} ${code}`);
  });

  it.each([
    ['care-team-required', [403, { code: 'care-team-required' }], { kind: 'refused', code: 'care-team-required' }],
    [
      'a field',
      [422, { code: 'invalid-request', errors: [{ path: 'mrn', code: 'invalid-format' }] }],
      { kind: 'refused', code: 'invalid-format', path: 'mrn' },
    ],
    ['words that may be anybody’s', [422, { code: 'Jane Roe' }], { kind: 'refused', code: 'http-422' }],
  ] as const)('hands on what is wrong with one record: %s', async (_, answer, refusal) => {
    expect(await create([answer])).toEqual(refusal);
  });
});

describe('the state of an import', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'phiducia-state-'));
  });
  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  it('outlives a kill in the middle of a line', async () => {
    const path = join(directory, 'state.jsonl');
    const at = new Date('2026-01-02T03:04:05.000Z');
    const first = await openState(path, 'here');
    await Promise.all([first.begin('a', at), first.begin('b', at)]);
    await first.finish('a', { content: 'c', id: ID });
    await first.close();
    appendFileSync(path, '{"kind":"done","key":"b","con');
    const second = await openState(path, 'here');
    expect(second.done('a')).toEqual({ content: 'c', id: ID });
    expect([second.begunAt('a'), second.begunAt('b'), second.done('b')]).toEqual([undefined, at, undefined]);
    await second.finish('b', { content: 'd', id: ID });
    await second.close();
    const third = await openState(path, 'here');
    expect(third.done('b')).toEqual({ content: 'd', id: ID });
    await third.close();
  });

  it('is refused for another place, and when it is something else', async () => {
    const path = join(directory, 'other.jsonl');
    await (await openState(path, 'here')).close();
    await expect(openState(path, 'there')).rejects.toThrow('another stack or covered entity');
    writeFileSync(path, 'Jane Roe\n');
    await expect(openState(path, 'here')).rejects.toThrow('Line 1');
    await expect(openState(path, 'here')).rejects.not.toThrow('Jane');
  });
});

describe('the options of the import', () => {
  it.each([
    ['no file', []],
    ['two files', ['a', 'b']],
    ['an unknown option', ['a', '--nope']],
    ['no worker', ['a', '--concurrency', '0']],
    ['17 workers', ['a', '--concurrency', '17']],
    ['an entity that is none', ['a', '--covered-entity', 'x']],
    ['a token in the clear to another machine', ['a', '--url', 'http://example.org']],
    ['a path in the URL', ['a', '--url', 'https://example.org/api']],
    ['two state files', ['a', '--state', 'b', '--resume', 'c']],
    ['a token with a line end', ['a', '--token', 'x\ny']],
  ])('are refused with %s', (_, argv) => {
    expect(() => parseImportOptions(argv, {})).toThrow(UsageError);
  });

  it('do not repeat what was typed: it may be a token', () => {
    expect(() => parseImportOptions(['a', '--tokn=secret'], {})).not.toThrow('secret');
  });

  it('take the token of the environment', () => {
    const options = parseImportOptions(['a', '--url', 'https://api.example.org'], { PHIDUCIA_TOKEN: 'a.b.c' });
    expect(options).toMatchObject({ token: 'a.b.c', url: 'https://api.example.org', concurrency: 4, dryRun: false });
  });
});
