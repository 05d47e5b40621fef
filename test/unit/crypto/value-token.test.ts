import fc from 'fast-check';
import { categoriesOfToken, formatToken, parseToken, type ValueToken } from '../../../shared/crypto/value-token';
import { PHI_CATEGORIES } from '../../../shared/domain/phi-category';
import { KEY_ID } from '../../support/synthetic-parties';
import { anyText } from '../../support/any-text';

const bytes = (length: number, value: number): Buffer => Buffer.alloc(length, value);
const PREFIX = 'phi.v1.';
/** category, key id, salt, commitment, nonce, tag */
const OVERHEAD = 1 + 16 + 16 + 32 + 12 + 16;

const token: ValueToken = {
  category: 'treatment',
  keyId: KEY_ID,
  salt: bytes(16, 1),
  commitment: bytes(32, 2),
  nonce: bytes(12, 3),
  ciphertext: bytes(5, 4),
  tag: bytes(16, 5),
};
const text = formatToken(token);
const raw = Buffer.from(text.slice(PREFIX.length), 'base64url');
const tokenOf = (body: Uint8Array, prefix = PREFIX): string => prefix + Buffer.from(body).toString('base64url');

describe('the token of a standalone ciphertext (docs/ciphertext-format.md)', () => {
  it('holds category, key id, salt, commitment, nonce, ciphertext, and tag, in this order', () => {
    const expected = ['03', KEY_ID.replaceAll('-', ''), '01'.repeat(16), '02'.repeat(32), '03'.repeat(12)];
    expect(raw.toString('hex')).toBe([...expected, '04'.repeat(5), '05'.repeat(16)].join(''));
  });

  it.each([undefined, ...PHI_CATEGORIES].map((category, code) => [category, code] as const))(
    'writes category %s as %i and reads it back',
    (category, code) => {
      const written = formatToken({ ...token, category });
      expect(Buffer.from(written.slice(PREFIX.length), 'base64url').readUInt8(0)).toBe(code);
      expect(parseToken(written)?.category).toBe(category);
      expect(categoriesOfToken(written)).toEqual(category === undefined ? PHI_CATEGORIES : [category]);
    },
  );

  it('is read back as it was written', () => {
    const part = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    const any = fc.record({
      category: fc.constantFrom(undefined, ...PHI_CATEGORIES),
      keyId: fc.uuid(),
      salt: part(16),
      commitment: part(32),
      nonce: part(12),
      ciphertext: fc.uint8Array({ maxLength: 40 }),
      tag: part(16),
    });
    const hex = (value: unknown): unknown =>
      value instanceof Uint8Array ? Buffer.from(value).toString('hex') : (value ?? 'none');
    const shown = (each: object | undefined) => Object.entries(each ?? {}).map(([name, part_]) => [name, hex(part_)]);
    fc.assert(fc.property(any, (each) => expect(shown(parseToken(formatToken(each)))).toEqual(shown(each))));
  });
});

describe('what is no token', () => {
  it.each([
    ['nothing', ''],
    ['the prefix alone', PREFIX],
    ['the next version', tokenOf(raw, 'phi.v2.')],
    ['a version that begins like ours', tokenOf(raw, 'phi.v1x.')],
    ['the version in capitals', tokenOf(raw, 'PHI.V1.')],
    ['a space before', ` ${text}`],
    ['a space behind', `${text} `],
    ['padding', `${text}=`],
    ['a line break within', `${text.slice(0, 40)}\n${text.slice(40)}`],
    ['standard base64', `${PREFIX}${Buffer.alloc(OVERHEAD, 255).toString('base64')}`],
    ['text behind that base64url does not know', `${text}%`],
    ['a category beyond the list', tokenOf(Buffer.concat([Uint8Array.of(5), raw.subarray(1)]))],
    ['a category far beyond', tokenOf(Buffer.concat([Uint8Array.of(255), raw.subarray(1)]))],
    [
      'a Fernet token',
      'gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==',
    ],
  ])('%s', (_, other) => {
    expect(parseToken(other)).toBeUndefined();
    expect(categoriesOfToken(other)).toEqual([]);
  });

  it('anything shorter than header, nonce, and tag', () => {
    expect(parseToken(tokenOf(Buffer.alloc(OVERHEAD)))?.ciphertext).toHaveLength(0);
    for (let length = 0; length < OVERHEAD; length += 1) {
      expect(parseToken(tokenOf(Buffer.alloc(length)))).toBeUndefined();
    }
  });

  it('another base64url spelling of the same bytes: one token has one text', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const short = formatToken({ ...token, ciphertext: bytes(1, 0) });
    const same = Array.from(alphabet)
      .map((character) => `${short.slice(0, -1)}${character}`)
      .filter((other) => Buffer.from(other.slice(7), 'base64url').equals(Buffer.from(short.slice(7), 'base64url')));
    expect(same.length).toBeGreaterThan(1);
    expect(same.filter((other) => parseToken(other) !== undefined)).toEqual([short]);
  });

  it('never is an exception, whatever the text', () => {
    const junk = anyText({ maxLength: 200 });
    fc.assert(fc.property(junk, (text_) => expect(() => parseToken(PREFIX + text_)).not.toThrow()));
  });
});
