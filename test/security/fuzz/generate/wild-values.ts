import fc from 'fast-check';
import { RawJson, RawText } from './drawn';
import { anyText } from '../../../support/any-text';

/** Texts on which parsers, comparisons, and stores have stumbled. */
const WILD_TEXTS: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ufeffmark',
  '\ud800',
  'tail\udc00',
  '\udc00\ud800',
  '😀'.repeat(60),
  '𐀀',
  '\u202eevil\u202c',
  'e' + '\u0301'.repeat(80),
  '\u2028\u2029',
  'a\r\nSet-Cookie: b=c',
  '\u007f\u0080\u009f',
  '\uffff',
  'ß'.repeat(60),
  'İI\u0130ıi',
  '../../etc/passwd',
  '%2e%2e%2f',
  '${7*7}{{7*7}}',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'null',
  'undefined',
  'NaN',
  '[object Object]',
  'x'.repeat(1025),
  'x'.repeat(5000),
  "' OR 1=1 --",
  '<script>alert(1)</script>',
  '1e400',
  '-0',
  '9'.repeat(400),
  '0x10',
  '٣',
  'phi.v1.',
  'phi.v1.AAAA',
  'gAAAAABhhhhh',
];

const WILD_NUMBERS: readonly unknown[] = [
  new RawJson('-0'),
  new RawJson('1e308'),
  new RawJson('1e400'),
  new RawJson('-1e400'),
  new RawJson('1e-400'),
  new RawJson('5e-324'),
  new RawJson('9007199254740991'),
  new RawJson('9007199254740992'),
  new RawJson('9007199254740993'),
  new RawJson('-9007199254740993'),
  new RawJson('1' + '0'.repeat(400)),
  new RawJson('0.1000000000000000055511151231257827021181583404541015625'),
  new RawJson('1E+2'),
  new RawJson('100.0'),
];

const nested = (open: string, close: string, depth: number): RawJson =>
  new RawJson(open.repeat(depth) + close.repeat(depth));

/** The deepest that a body may be nested, and beyond. */
const DEEP: readonly RawJson[] = [
  nested('[', ']', 30),
  nested('[', ']', 31),
  nested('[', ']', 33),
  nested('[', ']', 5_000),
  new RawJson(`${'{"a":'.repeat(31)}1${'}'.repeat(31)}`),
];

const PROTOTYPES = [
  new RawJson('{"__proto__":{"admin":true}}'),
  new RawJson('{"constructor":{"prototype":{"admin":true}}}'),
  new RawJson('{"toString":1,"valueOf":2,"toJSON":3,"then":4,"length":5}'),
  new RawJson('{"a":1,"a":2}'),
];

export const wildTexts = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...WILD_TEXTS) },
  { weight: 1, arbitrary: anyText({ maxLength: 60 }) },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.integer({ min: 0xd700, max: 0xe0ff }), { maxLength: 8 })
      .map((units) => String.fromCharCode(...units)),
  },
);

/** Any JSON at all. */
export const wildValues: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: wildTexts },
  { weight: 3, arbitrary: fc.constantFrom(...WILD_NUMBERS) },
  { weight: 1, arbitrary: fc.constantFrom(...DEEP) },
  { weight: 2, arbitrary: fc.constantFrom(...PROTOTYPES) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(null, true, false, 0, 1, [], {}, [[]], [null], { items: [] }) },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
);

/** Bodies that are no JSON, or not all of it. */
export const wildBodies: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 64 }),
  fc
    .constantFrom(
      '',
      ' ',
      '{',
      '{"a":',
      '[1,]',
      '{"a":1}}',
      '"',
      'nul',
      '\ufeff{}',
      '{}\u0000',
      '{}{}',
      '{"a":1,}',
      "{'a':1}",
      '// {}',
    )
    .map((text) => Buffer.from(text, 'utf8')),
  fc
    .constantFrom('c080', 'ff', 'eda080', '7b22f4908080223a317d', 'fffe7b007d00', 'efbbbf7b7d')
    .map((hex) => Buffer.from(hex, 'hex')),
);

export const wildContentTypes = fc.constantFrom(
  '',
  'application/json',
  'application/json; charset=utf-8',
  'application/json; charset=utf-16',
  'application/json;charset=latin1',
  'APPLICATION/JSON',
  'application/json, text/plain',
  'application/merge-patch+json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/pdf',
  'application/octet-stream',
  'application/problem+json',
  'text/json',
  '*/*',
  'a'.repeat(1000),
);

/** Every byte that a header's value may hold: tab, printable ASCII, and the upper half of Latin-1. */
const headerTexts = fc
  .array(fc.oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0x80, max: 0xff }), fc.constant(9)), {
    maxLength: 60,
  })
  .map((bytes) => String.fromCharCode(...bytes).trim());

const HEADER_NAMES = [
  'Accept',
  'Accept-Language',
  'Authorization-X',
  'Content-Encoding',
  'Cookie',
  'Forwarded',
  'Idempotency-Key',
  'If-Match',
  'If-None-Match',
  'Origin',
  'Range',
  'User-Agent',
  'X-Amzn-Trace-Id',
  'X-Forwarded-For',
  'X-HTTP-Method-Override',
  'X-Purpose-Of-Use',
  'X-Request-Id',
  '__proto__',
  'constructor',
] as const;

const headerValues = fc.oneof(
  headerTexts,
  fc.constantFrom(
    '',
    '*',
    '*/*',
    '*/*;q=0',
    'text/csv',
    'text/html;q=0.9, application/json;q=0.1',
    'application/json;q=x',
    ';;q=,,,',
  ),
  fc.constantFrom(
    '"1"',
    '"0"',
    'W/"1"',
    '"1", "2"',
    '"999999999999999"',
    '"9999999999999999"',
    '1',
    '"',
    'gzip',
    'identity',
    'bytes=0-0',
  ),
  fc.integer({ min: 100, max: 3000 }).map((length) => 'h'.repeat(length)),
);

export const wildHeaders: fc.Arbitrary<readonly (readonly [string, string])[]> = fc.array(
  fc.tuple(
    fc.oneof(
      fc.constantFrom(...HEADER_NAMES),
      fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,20}$/).map((name) => `x${name}`),
    ),
    headerValues,
  ),
  { minLength: 1, maxLength: 6 },
);

/** Text of a URL that is not percent-encoded as it should be. */
export const brokenEncodings = fc
  .constantFrom(
    '%',
    '%2',
    '%zz',
    '%c0%80',
    '%ff',
    '%ed%a0%80',
    '%00',
    '%2f',
    '%2F..%2f',
    '+',
    '%25',
    '%252f',
    'a;b',
    '..',
    '.',
    '%2e',
    'é',
    '\u00ff',
    '{id}',
    ':',
    '*',
    '%e2%80%ae',
  )
  .map((text) => new RawText(text));

/** Parameters that nobody asked for: unknown, many, twice. */
export const wildQueries: fc.Arbitrary<readonly (readonly [string, unknown])[]> = fc.oneof(
  fc.array(fc.tuple(wildTexts, wildTexts), { minLength: 1, maxLength: 4 }),
  fc
    .integer({ min: 5, max: 400 })
    .map((count) => Array.from({ length: count }, (_, index) => [`p${index}`, 'v'] as const)),
  fc.constantFrom('limit', 'cursor', 'covered_entity_id', 'fields').map(
    (name) =>
      [
        [name, '1'],
        [name, '2'],
      ] as const,
  ),
  fc.constantFrom('__proto__', 'constructor', 'limit[]', 'limit.a', '').map((name) => [[name, '1']] as const),
);
