import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { MAX_DEPTH, parseStrictJson } from '../../../shared/domain/strict-json';
import { anyText } from '../../support/any-text';

const SUITE = resolve(__dirname, '../../vectors/jsontestsuite/test_parsing');
const REFUSED = { refused: 'malformed-request' };

const parse = (text: string) => parseStrictJson(Buffer.from(text, 'utf8'));
const nested = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth);

describe('JSONTestSuite (RFC 8259)', () => {
  const files = readdirSync(SUITE);
  const named = (prefix: string): readonly string[] => files.filter((file) => file.startsWith(prefix));
  const read = (file: string) => parseStrictJson(readFileSync(join(SUITE, file)));

  /** Valid JSON on which parsers disagree: ours refuses it. */
  const DUPLICATE_KEYS = ['y_object_duplicated_key.json', 'y_object_duplicated_key_and_value.json'];

  it('is complete', () => {
    expect({ n: named('n_').length, y: named('y_').length, i: named('i_').length }).toEqual({ n: 188, y: 95, i: 35 });
  });

  it.each(named('n_'))('refuses %s', (file) => {
    expect(read(file)).toEqual(REFUSED);
  });

  it.each(named('y_').filter((file) => !DUPLICATE_KEYS.includes(file)))('accepts %s', (file) => {
    expect(read(file)).toEqual({ json: JSON.parse(readFileSync(join(SUITE, file), 'utf8')) });
  });

  it.each(DUPLICATE_KEYS)('refuses %s, stricter than the RFC', (file) => {
    expect(read(file)).toEqual(REFUSED);
  });

  it.each(named('i_'))('decides on %s without an exception', (file) => {
    expect(() => read(file)).not.toThrow();
  });
});

describe('164.312(c)(1) integrity: a body means the same to every reader', () => {
  it.each([
    ['a key twice', '{"a":1,"a":2}'],
    ['a key twice with the same value', '{"a":1,"a":1}'],
    ['a key twice, once escaped', '{"a":1,"\\u0061":2}'],
    ['a key twice, both escaped differently', '{"\\u002f":1,"\\/":2}'],
    ['a key twice, as surrogate pair and as character', '{"\\ud83d\\ude00":1,"😀":2}'],
    ['the empty key twice', '{"":1,"":2}'],
    ['__proto__ twice', '{"__proto__":1,"__proto__":2}'],
    ['a key twice with whitespace before the colons', '{"a" \t\r\n:1,"a"\n :2}'],
    ['a key twice with an object between', '{"a":1,"b":{"a":{}},"a":2}'],
    ['a key twice with a list between', '{"a":[{"a":1},"a"],"a":2}'],
    ['a key twice, deep', '[[{"x":[{"a":1,"a":2}]}]]'],
    ['a key twice in the second of two objects', '[{"a":1},{"a":1,"a":2}]'],
    ['a key twice behind text that looks like structure', '{"a":"}{\\",[","a":2}'],
    ['a key twice behind an escaped backslash', '{"a":"\\\\","a":2}'],
  ])('refuses %s', (_, text) => {
    expect(parse(text)).toEqual(REFUSED);
  });

  it.each([
    ['the same key in two objects of a list', '[{"a":1},{"a":2}]'],
    ['the same key in parent and child', '{"a":{"a":{"a":1}}}'],
    ['a value equal to a key', '{"a":"a","b":"a"}'],
    ['equal texts in a list', '["a","a",{"a":["a","a"]}]'],
    ['keys that differ in case', '{"a":1,"A":2}'],
    ['keys that differ in normal form', '{"\u00e9":1,"e\u0301":2}'],
    ['a quotation mark and a colon within a text', '{"a":"\\":","b":"{\\"a\\":1,\\"a\\":2}"}'],
    ['an empty object after a comma', '{"a":{},"b":{},"c":[{},{}]}'],
    ['keys that every object inherits', '{"constructor":1,"toString":2,"hasOwnProperty":3}'],
    ['lone surrogates, which the schema judges', '{"a":"\\ud800","b":"\\udc00"}'],
  ])('accepts %s', (_, text) => {
    expect(parse(text)).toEqual({ json: JSON.parse(text) as unknown });
  });

  it('takes __proto__ for a key like any other and changes no prototype', () => {
    const { json } = parse('{"__proto__":{"admin":true}}') as { readonly json: object };
    expect(Object.getPrototypeOf(json)).toBe(Object.prototype);
    expect(Object.hasOwn(json, '__proto__')).toBe(true);
    expect(Reflect.get({}, 'admin')).toBeUndefined();
  });
});

describe('a body is one JSON text in UTF-8', () => {
  it.each([
    ['nothing', []],
    ['a byte order mark', [0xef, 0xbb, 0xbf, 0x7b, 0x7d]],
    ['UTF-16 with its mark', [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]],
    ['UTF-16 without a mark', [0x00, 0x7b, 0x00, 0x7d]],
    ['a byte that never occurs in UTF-8', [0x22, 0xff, 0x22]],
    ['an overlong quotation mark', [0x22, 0xc0, 0xa2, 0x22]],
    ['a surrogate in UTF-8', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['a sequence cut off', [0x22, 0xe2, 0x82, 0x22]],
    ['a code point beyond Unicode', [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22]],
    ['a NUL byte at its end', [0x7b, 0x7d, 0x00]],
  ])('refuses %s', (_, bytes) => {
    expect(parseStrictJson(Uint8Array.from(bytes))).toEqual(REFUSED);
  });

  it.each([
    '{} x',
    '{}{}',
    '{}\n[]',
    '{},',
    '{"a":1}}',
    ' ',
    'undefined',
    'NaN',
    "{'a':1}",
    '{"a":1,}',
    '// x\n{}',
    '01',
  ])('refuses %j', (text) => {
    expect(parse(text)).toEqual(REFUSED);
  });

  it.each(['null', '0', '""', ' {} ', '\t[]\r\n', 'true'])('accepts %j', (text) => {
    expect(parse(text)).toEqual({ json: JSON.parse(text) as unknown });
  });
});

describe('a body is nested at most 32 deep', () => {
  it.each([
    ['arrays', '[', ']'],
    ['objects', '{"a":', '}'],
    ['both', '[{"a":', '}]'],
  ])('%s: accepts 32 levels and refuses 33', (_, open, close) => {
    const levels = open.length === 6 ? 2 : 1;
    const at = (depth: number): string => {
      const text = nested(open, close, Math.floor(depth / levels));
      const core = open.endsWith(':') ? text.replace(':}', ':0}') : text;
      return depth % levels === 0 ? core : `[${core}]`;
    };
    expect(parse(at(MAX_DEPTH))).toHaveProperty('json');
    expect(parse(at(MAX_DEPTH + 1))).toEqual(REFUSED);
  });

  it('counts depth, not how often something opens', () => {
    expect(parse(`[${Array.from({ length: 100 }, () => '{"a":[]}').join()}]`)).toHaveProperty('json');
  });

  it.each(['[', '{"a":'])('refuses two million of %s without an exception', (open) => {
    expect(parse(open.repeat(2_000_000 / open.length))).toEqual(REFUSED);
  });
});

describe('the parser of bodies as a law', () => {
  /** Objects of JavaScript have no duplicate keys, so neither has what `JSON.stringify` writes. */
  const value = fc.jsonValue({ maxDepth: 8, stringUnit: 'binary' });

  it('equals JSON.parse for every JSON text without duplicate keys', () => {
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 2, '\t'), (json, space) => {
        const text = JSON.stringify(json, undefined, space);
        expect(parse(text)).toEqual({ json: JSON.parse(text) as unknown });
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses every object whose key stands twice, in whatever spelling', () => {
    const escaped = (key: string): string =>
      `"${Array.from({ length: key.length }, (_, i) => `\\u${key.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')}"`;
    fc.assert(
      fc.property(anyText(), fc.boolean(), value, (key, spell, filler) => {
        const second = spell ? escaped(key) : JSON.stringify(key);
        const text = `{${JSON.stringify(key)}:${JSON.stringify(filler)},"~${key.length}":0, ${second} :1}`;
        const unique = key !== `~${key.length}`;
        expect(unique ? parse(text) : REFUSED).toEqual(REFUSED);
      }),
    );
  });

  it('is total: any bytes give a value or a refusal, never an exception', () => {
    const pieces = fc.array(fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '\\', 'a', '0', ' ', '\\u00'));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          pieces.map((list) => Buffer.from(list.join(''))),
        ),
        (bytes) => {
          expect(() => parseStrictJson(bytes)).not.toThrow();
        },
      ),
      { numRuns: 1000 },
    );
  });
});
