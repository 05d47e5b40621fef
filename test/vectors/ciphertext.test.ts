import { createHash, createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  fieldAadSuffix,
  type RecordBinding,
  recordAadPrefix,
  type ValueBinding,
  valueAad,
} from '../../shared/crypto/authenticated-context';
import { deriveKey } from '../../shared/crypto/derived-key';
import { openRecord, parseHeader, sealRecord } from '../../shared/crypto/record-envelope';
import { openValue, sealValue } from '../../shared/crypto/value-envelope';
import { parseToken } from '../../shared/crypto/value-token';
import { PHI_CATEGORIES } from '../../shared/domain/phi-category';
import { Plaintext, revealPlaintext } from '../../shared/domain/plaintext';
import { type GoldenFile, goldenFile } from './golden-phi-v1';
import { fromHex, openFields, openToken } from './independent-phi-v1';
import { bytes, hex } from './vector-files';

const text = readFileSync(join(__dirname, 'ciphertext', 'phi-v1.json'), 'utf8');
const golden = JSON.parse(text) as GoldenFile;

type Token = GoldenFile['refused_tokens'][number];
type Stored = GoldenFile['refused_records'][number];

const keyOf = (vector: { readonly tenant_key: string }, salt: Uint8Array) =>
  deriveKey(createSecretKey(bytes(vector.tenant_key)), salt);

const valueBinding = ({ covered_entity_id, region, context }: Token, category: string | undefined): ValueBinding => ({
  covered_entity_id,
  region,
  context,
  category: PHI_CATEGORIES.find((each) => each === category),
});

/** As the use case does: the token names its key, the keyring finds it or not. */
const open = (vector: Token): string | undefined => {
  const token = parseToken(vector.token);
  if (token?.keyId !== vector.key_id) return undefined;
  const opened = openValue(token, valueBinding(vector, token.category), keyOf(vector, token.salt));
  return opened && revealPlaintext(opened);
};

const recordBinding = (vector: Stored): RecordBinding => {
  const { covered_entity_id, region, resource_type, resource_id, attributes } = vector;
  return { covered_entity_id, region, resource_type, resource_id, attributes };
};

const openStored = (vector: Stored): readonly (readonly [string, string])[] | undefined => {
  const header = parseHeader(bytes(vector.header));
  if (header?.keyId !== vector.key_id) return undefined;
  const fields = new Map(vector.fields.map(({ name, sealed }) => [name, bytes(sealed)]));
  const sealed = { header: bytes(vector.header), fields };
  const opened = openRecord(sealed, recordBinding(vector), keyOf(vector, header.salt));
  return opened && [...opened].map(([name, box]) => [name, revealPlaintext(box)] as const);
};

describe('the golden file of phi.v1', () => {
  it('is the one that was published: a vector may be added, never changed', () => {
    // Adding one changes this digest; then the rest of the file must not differ.
    expect(createHash('sha256').update(text).digest('hex')).toBe(
      'e5eaa865366f21d68e5654b79e03966cf69b9687c4f8e4b51bae8b8d16dc65c6',
    );
  });

  it('is what the second implementation writes, from the document alone', async () => {
    expect(`${JSON.stringify(await goldenFile(), null, 2)}\n`).toBe(text);
  });

  it('names each vector once', () => {
    const { tokens, refused_tokens, records, refused_records } = golden;
    for (const list of [tokens, refused_tokens, records, refused_records]) {
      expect(new Set(list.map(({ name }) => name)).size).toBe(list.length);
    }
  });
});

describe('tokens of the golden file open for ever', () => {
  it.each(golden.tokens)('$name', (vector) => {
    expect(open(vector)).toBe(vector.plaintext);
  });

  it.each(golden.tokens)('and are written again, byte for byte: $name', (vector) => {
    const derived = keyOf(vector, bytes(vector.salt));
    const binding = valueBinding(vector, vector.category);
    expect([hex(derived.key.export()), hex(derived.commitment)]).toEqual([vector.derived_key, vector.commitment]);
    expect(hex(valueAad(binding))).toBe(vector.aad);
    const key = { keyId: vector.key_id, derived };
    expect(sealValue(Plaintext.of(vector.plaintext), binding, key, bytes(vector.nonce))).toBe(vector.token);
  });

  it.each(golden.refused_tokens)('but not $name', (vector) => {
    expect(open(vector)).toBeUndefined();
  });

  it('and the second implementation agrees', async () => {
    const opened = (vector: Token) =>
      openToken(
        { tenantKey: fromHex(vector.tenant_key), keyId: vector.key_id },
        { coveredEntityId: vector.covered_entity_id, region: vector.region, context: vector.context },
        vector.token,
      );
    for (const vector of golden.tokens) expect(await opened(vector)).toBe(vector.plaintext);
    for (const vector of golden.refused_tokens) expect(await opened(vector)).toBeUndefined();
  });
});

describe('records of the golden file open for ever', () => {
  it.each(golden.records)('$name', (vector) => {
    expect(openStored(vector)).toEqual(vector.fields.map(({ name, plaintext }) => [name, plaintext]));
  });

  it.each(golden.records)('and are written again, byte for byte: $name', (vector) => {
    const derived = keyOf(vector, bytes(vector.salt));
    const fields = new Map(vector.fields.map(({ name, plaintext }) => [name, Plaintext.of(plaintext)]));
    const nonces = Buffer.concat(vector.fields.map(({ nonce }) => bytes(nonce)));
    const sealed = sealRecord(fields, recordBinding(vector), { keyId: vector.key_id, derived }, nonces);
    expect(hex(sealed.header)).toBe(vector.header);
    expect([...sealed.fields].map(([name, field]) => [name, hex(field)])).toEqual(
      vector.fields.map((field) => [field.name, field.sealed]),
    );
    const aads = vector.fields.map(({ name }) =>
      hex(Buffer.concat([recordAadPrefix(recordBinding(vector)), fieldAadSuffix(name)])),
    );
    expect(aads).toEqual(vector.fields.map(({ aad }) => aad));
  });

  it.each(golden.refused_records)('but not $name', (vector) => {
    expect(openStored(vector)).toBeUndefined();
  });

  it('and the second implementation agrees', async () => {
    const opened = (vector: Stored) => {
      const reader = { tenantKey: fromHex(vector.tenant_key), keyId: vector.key_id };
      const place = {
        coveredEntityId: vector.covered_entity_id,
        region: vector.region,
        resourceType: vector.resource_type,
        resourceId: vector.resource_id,
        attributes: vector.attributes,
      };
      const fields = vector.fields.map(({ name, sealed }) => [name, fromHex(sealed)] as const);
      return openFields(reader, place, fromHex(vector.header), fields);
    };
    for (const vector of golden.records) {
      expect(await opened(vector)).toEqual(vector.fields.map(({ plaintext }) => plaintext));
    }
    for (const vector of golden.refused_records) expect(await opened(vector)).toBeUndefined();
  });
});
