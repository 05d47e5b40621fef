import { createCipheriv, createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { valueAad, type ValueBinding } from '../../../shared/crypto/authenticated-context';
import { deriveKey } from '../../../shared/crypto/derived-key';
import { openValue, sealValue } from '../../../shared/crypto/value-envelope';
import { type Ciphertext, formatToken, parseToken } from '../../../shared/crypto/value-token';
import { PHI_CATEGORIES } from '../../../shared/domain/phi-category';
import { Plaintext, revealPlaintext } from '../../../shared/domain/plaintext';
import { ENTITY_A, ENTITY_B, KEY_ID, OTHER_REGION, REGION } from '../../support/synthetic-parties';
import { anyText } from '../../support/any-text';

const tenantKey = createSecretKey(Buffer.alloc(32, 7));
const derived = deriveKey(tenantKey, Buffer.alloc(16, 9));
const BINDING: ValueBinding = {
  covered_entity_id: ENTITY_A,
  region: REGION,
  category: 'diagnosis',
  context: { patient_id: 'p-1', field: 'notes' },
};

const seal = (value: string, binding = BINDING, nonce: Uint8Array = randomBytes(12)): Ciphertext =>
  sealValue(Plaintext.of(value), binding, { keyId: KEY_ID, derived }, nonce);

const open = (text: string, binding = BINDING, key = derived): string | undefined => {
  const token = parseToken(text);
  const opened = token === undefined ? undefined : openValue(token, binding, key);
  return opened === undefined ? undefined : revealPlaintext(opened);
};

/** Well-formed Unicode: what UTF-8 can give back. */
const wellFormed = anyText({ maxLength: 300 });
const context = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), anyText({ maxLength: 20 }), {
  maxKeys: 8,
  noNullPrototype: true,
});
const category = fc.constantFrom(undefined, ...PHI_CATEGORIES);

describe('164.312(a)(2)(iv) encryption: a sealed value opens to itself', () => {
  it('for every well-formed text, context, and category', () => {
    fc.assert(
      fc.property(wellFormed, context, category, (value, pairs, of) => {
        const binding = { ...BINDING, context: pairs, category: of };
        expect(open(seal(value, binding), binding)).toBe(value);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['nothing', ''],
    ['a byte order mark', '\ufeffx'],
    ['NUL', 'a\u0000b'],
    ['the last code point', '\u{10ffff}'],
    ['text in two normal forms', '\u00e9e\u0301'],
    ['1 MiB', 'ä'.repeat(524_288)],
  ])('for %s', (_, value) => {
    expect(open(seal(value)) === value).toBe(true);
  });

  it('whatever the order of the context’s keys', () => {
    fc.assert(
      fc.property(context, (pairs) => {
        const reversed = Object.fromEntries(Object.entries(pairs).reverse());
        expect(open(seal('x', { ...BINDING, context: pairs }), { ...BINDING, context: reversed })).toBe('x');
      }),
    );
  });

  it('is never the same twice, and shows nothing but its length', () => {
    const tokens = Array.from({ length: 200 }, () => seal('the same value'));
    expect(new Set(tokens).size).toBe(200);
    expect(new Set(tokens.map((token) => token.length)).size).toBe(1);
    expect(tokens.some((token) => Buffer.from(token.slice(7), 'base64url').includes('same'))).toBe(false);
  });
});

describe('164.312(c)(1) integrity: a sealed value does not open elsewhere', () => {
  it.each([
    ['covered entity', { covered_entity_id: ENTITY_B }],
    ['Region', { region: OTHER_REGION }],
    ['category', { category: 'treatment' }],
    ['category, to none', { category: undefined }],
    ['context value', { context: { patient_id: 'p-2', field: 'notes' } }],
    ['context key', { context: { patient: 'p-1', field: 'notes' } }],
    ['context, by a pair less', { context: { field: 'notes' } }],
    ['context, by an empty pair more', { context: { patient_id: 'p-1', field: 'notes', x: '' } }],
    ['context, to none', { context: {} }],
  ] as const)('another %s', (_, changes) => {
    expect(open(seal('x'), { ...BINDING, ...changes })).toBeUndefined();
  });

  it('any other context', () => {
    const canonical = (pairs: Record<string, string>): string => JSON.stringify(Object.entries(pairs).sort());
    fc.assert(
      fc.property(context, context, (a, b) => {
        const opened = open(seal('x', { ...BINDING, context: a }), { ...BINDING, context: b });
        expect(opened).toBe(canonical(a) === canonical(b) ? 'x' : undefined);
      }),
    );
  });

  it.each([
    ['salt', deriveKey(tenantKey, Buffer.alloc(16, 8))],
    ['tenant key', deriveKey(createSecretKey(Buffer.alloc(32, 6)), Buffer.alloc(16, 9))],
  ])('under a key of another %s', (_, other) => {
    expect(open(seal('x'), BINDING, other)).toBeUndefined();
  });

  it('under the right key with another commitment: the token is tied to one key', () => {
    const token = parseToken(seal('x'));
    const uncommitted = token && { ...token, commitment: Buffer.alloc(32) };
    expect(uncommitted && openValue(uncommitted, BINDING, derived)).toBeUndefined();
    expect(token && openValue(token, BINDING, { ...derived, commitment: Buffer.alloc(32) })).toBeUndefined();
  });

  it.each([0, 4, 12, 15])('with a tag of %i bytes', (length) => {
    const token = parseToken(seal('x'));
    const short = token && { ...token, tag: token.tag.subarray(0, length) };
    expect(short && openValue(short, BINDING, derived)).toBeUndefined();
  });

  it('where what was sealed is no UTF-8', () => {
    const sealed = (bytes: Uint8Array): string => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', derived.key, nonce).setAAD(valueAad(BINDING));
      const ciphertext = Buffer.concat([cipher.update(bytes), cipher.final()]);
      const { salt, commitment } = derived;
      const { category } = BINDING;
      return formatToken({ category, keyId: KEY_ID, salt, commitment, nonce, ciphertext, tag: cipher.getAuthTag() });
    };
    expect(open(sealed(Buffer.from('é')))).toBe('é');
    expect(open(sealed(Uint8Array.of(0xff)))).toBeUndefined();
    expect(open(sealed(Uint8Array.of(0xed, 0xa0, 0x80)))).toBeUndefined();
  });
});
