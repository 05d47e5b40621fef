import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { attack, problemIs, raw, stack, staged, statusIs, suite, unless } from './attack-stage';

const NAME = 'API4:2023 resource consumption';
const MEBIBYTE = 1024 * 1024;
const JSON_TYPE = { 'Content-Type': 'application/json' };

const encrypt = async (body: string | Uint8Array, headers: Record<string, string> = {}) =>
  stack().api('POST', '/hipaa/encrypt', {
    token: await staged().token('admin@demo.test'),
    body,
    headers: { ...JSON_TYPE, ...headers },
  });

const numbered = (count: number, one: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => one(index)).join(',');

/** What costs its sender little and a careless server much, with what it gets. */
const BODIES: readonly (readonly [name: string, body: () => string, status: number, code: string])[] = [
  ['arrays a million deep', () => '['.repeat(1_000_000), 400, 'malformed-request'],
  ['objects 100,000 deep', () => `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 400, 'malformed-request'],
  [
    'a context 33 deep',
    () => `{"value":"x","context":${'{"a":'.repeat(33)}1${'}'.repeat(33)}}`,
    400,
    'malformed-request',
  ],
  ['200,000 members', () => `{${numbered(200_000, (index) => `"m${index}":0`)}}`, 422, 'invalid-request'],
  [
    '200,000 pairs of a context',
    () => `{"value":"x","context":{${numbered(200_000, (index) => `"m${index}":"0"`)}}}`,
    422,
    'invalid-request',
  ],
  ['200,000 wrong items', () => `{"items":[${numbered(200_000, () => '{}')}]}`, 422, 'invalid-request'],
  ['101 items', () => `{"items":[${numbered(101, () => '{"value":"x"}')}]}`, 422, 'invalid-request'],
  ['no items', () => '{"items":[]}', 422, 'invalid-request'],
  ['a value of 2 MiB', () => `{"value":"${'x'.repeat(2 * MEBIBYTE)}"}`, 422, 'invalid-request'],
  ['a value whose escapes are 6 times as long', () => `{"value":"${'\\u0000'.repeat(MEBIBYTE / 2)}"}`, 200, ''],
  ['a name of 4 MB', () => `{"${'n'.repeat(4_000_000)}":1}`, 422, 'invalid-request'],
  ['a number of a million digits', () => `{"value":${'9'.repeat(1_000_000)}}`, 422, 'invalid-request'],
  [
    'a number with an exponent of a million digits',
    () => `{"value":1e${'9'.repeat(1_000_000)}}`,
    422,
    'invalid-request',
  ],
  ['4 MiB of white space', () => `${' '.repeat(4 * MEBIBYTE - 20)}{"value":7}`, 422, 'invalid-request'],
  ['a million backslashes', () => `{"value":"${'\\\\'.repeat(500_000)}`, 400, 'malformed-request'],
];

describe('API4:2023 unrestricted resource consumption: bodies', () => {
  it('answers each costly body with one short refusal', async () => {
    const findings = await attack(
      NAME,
      suite.sample('costly bodies', BODIES, 5),
      ([name]) => name,
      async ([, body, status, code]) => {
        const answer = await encrypt(body());
        return {
          answer,
          recorded: status >= 400,
          wrong: [status === 200 ? statusIs(answer, 200) : problemIs(answer, status, code)],
        };
      },
    );
    expect(findings).toEqual([]);
  });

  it('undoes no coding of a body, so that no small body becomes a large one', async () => {
    const bomb = gzipSync(Buffer.alloc(16 * MEBIBYTE, ' '));
    const codings = [
      'gzip',
      'GZIP',
      'x-gzip',
      'deflate',
      'br',
      'zstd',
      'compress',
      'gzip, gzip',
      'identity, gzip',
      'chunked',
    ];
    const findings = await attack(NAME, suite.sample('codings', codings, 4), String, async (coding) => {
      const answer = await encrypt(bomb, { 'Content-Encoding': coding });
      return { answer, recorded: true, wrong: [problemIs(answer, 415, 'unsupported-media-type')] };
    });
    expect(findings).toEqual([]);
  });

  it('takes no page larger than a hundred, and none of no size', async () => {
    const token = await staged().token('admin@demo.test');
    const sizes = ['0', '101', '1000000', '-1', '1e2', '0x10', '1.0', ' 1', '１', '', '99999999999999999999', 'NaN'];
    const paths = [
      '/hipaa/audit-logs',
      '/patients',
      '/hipaa/baa',
      '/hipaa/keys',
      '/emergency-access',
      '/breach-assessments',
    ];
    const cases = paths.flatMap((path) => sizes.map((limit) => ({ path, limit })));
    const findings = await attack(
      NAME,
      suite.sample('sizes of pages', cases, 8),
      ({ path, limit }) => `${path}?limit=${limit}`,
      async ({ path, limit }) => {
        const answer = await stack().api('GET', path, { token, query: { limit } });
        return { answer, recorded: true, wrong: [problemIs(answer, 422, 'invalid-request')] };
      },
    );
    expect(findings).toEqual([]);
  });
});

describe('API4:2023 unrestricted resource consumption: connections', () => {
  it('reads a body in chunks without a length, and stops at the same limit (ASVS 4.2.1)', async () => {
    const token = await staged().token('admin@demo.test');
    const head = (fields: readonly string[]): string =>
      [
        'POST /api/v1/hipaa/encrypt HTTP/1.1',
        'Host: localhost',
        'Connection: close',
        `Authorization: Bearer ${token}`,
        'Content-Type: application/json',
        ...fields,
        '',
        '',
      ].join('\r\n');
    const chunked = 'Transfer-Encoding: chunked';
    const small = '{"value":"x"}';
    const piece = `100000\r\n${'x'.repeat(MEBIBYTE)}\r\n`;
    const requests: readonly (readonly [string, readonly string[], readonly number[]])[] = [
      ['in one chunk', [head([chunked]), `${small.length.toString(16)}\r\n${small}\r\n0\r\n\r\n`], [200]],
      ['of 6 MiB in chunks', [head([chunked]), ...Array.from({ length: 6 }, () => piece), '0\r\n\r\n'], [413]],
      ['with a length and chunks', [head([chunked, 'Content-Length: 4']), `d\r\n${small}\r\n0\r\n\r\n`], [400]],
      ['with two lengths', [head(['Content-Length: 13', 'Content-Length: 4']), small], [400]],
      ['with a negative length', [head(['Content-Length: -1']), small], [400]],
      ['with a length in hexadecimal', [head(['Content-Length: 0xd']), small], [400]],
      ['in chunks of an absurd size', [head([chunked]), 'ffffffffffffffffff\r\nx\r\n'], [400]],
      ['with an unknown transfer coding', [head(['Transfer-Encoding: xchunked', 'Content-Length: 13']), small], [400]],
      ['with a space before the colon', [head(['Transfer-Encoding : chunked', 'Content-Length: 13']), small], [400]],
    ];
    const findings = await attack(
      NAME,
      requests,
      ([name]) => name,
      async ([, pieces, statuses]) => {
        const answer = await raw(pieces);
        return { answer, wrong: [statusIs(answer, ...statuses)] };
      },
    );
    expect(findings).toEqual([]);
  });

  it('goes on answering others while bodies dribble in', async () => {
    const token = await staged().token('admin@demo.test');
    const { hostname, port } = new URL(stack().url);
    const head = `POST /api/v1/hipaa/encrypt HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Length: 1000\r\n\r\n{`;
    const slow = Array.from({ length: 20 }, () =>
      connect(Number(port), hostname, function (this: Socket) {
        this.write(head);
      }),
    );
    const findings = await attack(NAME, ['beside slow bodies'], String, async () => {
      const answer = await encrypt('{"value":"x"}');
      return { answer, wrong: [statusIs(answer, 200)] };
    });
    for (const socket of slow) socket.destroy();
    expect(findings).toEqual([]);
  });

  it('answers each of many calls at once, or says when to come again', async () => {
    const calls = suite.whole ? 200 : 4;
    const answers = await Promise.all(
      Array.from({ length: calls }, () => encrypt('{"value":"x","category":"diagnosis"}')),
    );
    const findings = await attack(
      NAME,
      answers,
      () => 'at once',
      (answer) =>
        Promise.resolve({
          answer,
          wrong: [
            statusIs(answer, 200, 429, 503),
            unless(answer.status === 200 || answer.headers.get('retry-after') !== null, 'does not say when'),
            unless(answer.text.length < 4096, 'is long'),
          ],
        }),
    );
    // A 503 that says when to come again is a bound, not a fault.
    expect(findings.filter((finding) => !finding.endsWith('answered 503'))).toEqual([]);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
  });
});
