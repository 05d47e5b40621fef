import {
  derive,
  fieldAad,
  fromHex,
  join,
  keyPart,
  openFields,
  openToken,
  type Pairs,
  recordHeader,
  type RecordPlace,
  seal,
  sealField,
  sealToken,
  toBase64Url,
  tokenAad,
  type TokenPlace,
  toHex,
  utf8,
} from './independent-phi-v1';

/** One reader's key, in hexadecimal, and its name. */
interface Reader {
  readonly tenant_key: string;
  readonly key_id: string;
}

interface Place {
  readonly covered_entity_id: string;
  readonly region: string;
}

interface TokenCase extends Reader, Place {
  readonly name: string;
  readonly context: Pairs;
  readonly token: string;
}

interface RecordCase<F> extends Reader, Place {
  readonly name: string;
  readonly resource_type: string;
  readonly resource_id: string;
  readonly attributes: Pairs;
  readonly header: string;
  readonly fields: readonly F[];
}

interface Field {
  readonly name: string;
  readonly sealed: string;
}

/** The golden file; bytes are hexadecimal. */
export interface GoldenFile {
  readonly format: 'phi.v1';
  readonly tokens: readonly (TokenCase & {
    readonly salt: string;
    readonly nonce: string;
    readonly category: string;
    readonly plaintext: string;
    readonly derived_key: string;
    readonly commitment: string;
    readonly aad: string;
  })[];
  readonly refused_tokens: readonly TokenCase[];
  readonly records: readonly (RecordCase<
    Field & { readonly nonce: string; readonly plaintext: string; readonly aad: string }
  > & { readonly salt: string })[];
  readonly refused_records: readonly RecordCase<Field>[];
}

/** `length` bytes that count up from `first`. */
const run = (first: number, length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => first + index);

const KEY = { tenantKey: run(0, 32), keyId: '66ff77aa-88bb-4c99-9daa-bbccddeeff00', salt: run(0xa0, 16) };
const OTHER_KEY = { tenantKey: run(0x40, 32), keyId: '0f1e2d3c-4b5a-4968-8776-958493a2b1c0', salt: run(0x30, 16) };
const PLACE: TokenPlace = {
  coveredEntityId: '3f6c1a52-8f0e-4b7d-9c55-0a1b2c3d4e5f',
  region: 'us-east-1',
  context: { patient_id: '33cc44dd-55ee-4f66-8a77-88bb99ccaadd', field: 'notes' },
};
const OTHER_ENTITY = '7b2e9d14-5a63-4c8f-8e21-9f8e7d6c5b4a';
const NOTE = 'synthetic note';

const contextOf = ({ coveredEntityId, region, context }: TokenPlace) => ({
  covered_entity_id: coveredEntityId,
  region,
  context,
});

const token = async (
  name: string,
  plaintext: string,
  { category = '', place = PLACE, key = KEY, nonce = run(0x70, 12) } = {},
): Promise<GoldenFile['tokens'][number]> => {
  const { key: derived, commitment } = await derive(key.tenantKey, key.salt);
  return {
    name,
    tenant_key: toHex(key.tenantKey),
    key_id: key.keyId,
    salt: toHex(key.salt),
    nonce: toHex(nonce),
    ...contextOf(place),
    category,
    plaintext,
    derived_key: toHex(derived),
    commitment: toHex(commitment),
    aad: toHex(tokenAad(place, category)),
    token: await sealToken(key, place, category, nonce, utf8(plaintext)),
  };
};

const tokens = (): Promise<GoldenFile['tokens']> =>
  Promise.all([
    token('the worked example of docs/ciphertext-format.md', NOTE, { category: 'diagnosis' }),
    token('empty', ''),
    token('no context', NOTE, { place: { ...PLACE, context: {} } }),
    token('demographics', NOTE, { category: 'demographics', nonce: run(0x71, 12) }),
    token('treatment', NOTE, { category: 'treatment', nonce: run(0x72, 12) }),
    token('billing', NOTE, { category: 'billing', nonce: run(0x73, 12) }),
    token(
      'Unicode, in two normal forms, beyond the basic plane, with NUL',
      '\u00e9 e\u0301 日本 \u{1f9ec} \u0000 \u{10ffff}',
    ),
    token('a byte order mark is part of the value', '\ufeffvalue'),
    token('1 KiB', 'synthetic value '.repeat(64), { nonce: run(0x74, 12) }),
    token('another tenant key, entity, and Region; the UUID in capitals', NOTE, {
      key: OTHER_KEY,
      place: { ...PLACE, coveredEntityId: OTHER_ENTITY.toUpperCase(), region: 'us-west-2' },
    }),
    token('eight pairs, sorted by their keys: capitals, digits, and marks before small letters', NOTE, {
      place: {
        ...PLACE,
        context: { z: '1', a: '', Z: '2', a_b: '3', 'a.b': 'ü', 'a-b': '4', a1: '5', aB: '6' },
      },
    }),
  ]);

const rejected = async (name: string, text: string, place: TokenPlace = PLACE, key = KEY) => {
  const refused: TokenCase = {
    name,
    tenant_key: toHex(key.tenantKey),
    key_id: key.keyId,
    ...contextOf(place),
    token: text,
  };
  if ((await openToken(key, place, text)) !== undefined) throw new Error(`It opens: ${name}.`);
  return refused;
};

const refusedTokens = async (): Promise<GoldenFile['refused_tokens']> => {
  const good = await sealToken(KEY, PLACE, 'diagnosis', run(0x70, 12), utf8(NOTE));
  const { key, commitment } = await derive(KEY.tenantKey, KEY.salt);
  const body = join(
    Uint8Array.of(2),
    await keyPart(KEY),
    await seal(key, run(0x70, 12), tokenAad(PLACE, 'diagnosis'), utf8(NOTE)),
  );
  const text = (bytes: Uint8Array): string => `phi.v1.${toBase64Url(bytes)}`;
  const changed = (at: number): string => text(body.map((byte, index) => (index === at ? byte ^ 1 : byte)));
  const notUtf8 = await sealToken(KEY, PLACE, 'diagnosis', run(0x70, 12), Uint8Array.of(0xed, 0xa0, 0x80));
  const commitmentOfOther = join(
    body.slice(0, 33),
    (await derive(OTHER_KEY.tenantKey, KEY.salt)).commitment,
    body.slice(65),
  );
  if (toHex(commitment) !== toHex(body.slice(33, 65))) throw new Error('The parts are not where they should be.');
  return Promise.all([
    rejected('swapped-context-value', good, { ...PLACE, context: { ...PLACE.context, field: 'address' } }),
    rejected('swapped-context-key', good, {
      ...PLACE,
      context: { patient_id: 'notes', field: PLACE.context.patient_id ?? '' },
    }),
    rejected('dropped-context', good, { ...PLACE, context: {} }),
    rejected('added-empty-pair', good, { ...PLACE, context: { ...PLACE.context, x: '' } }),
    rejected('other-entity', good, { ...PLACE, coveredEntityId: OTHER_ENTITY }),
    rejected('other-region', good, { ...PLACE, region: 'us-west-2' }),
    rejected('other-tenant-key', good, PLACE, { ...KEY, tenantKey: OTHER_KEY.tenantKey }),
    rejected('unknown-key-id', good, PLACE, { ...KEY, keyId: OTHER_KEY.keyId }),
    rejected('changed-category', changed(0)),
    rejected('unknown-category', text(join(Uint8Array.of(5), body.slice(1)))),
    rejected('changed-key-id', changed(1)),
    rejected('changed-salt', changed(17)),
    rejected('changed-commitment', changed(33)),
    rejected('commitment-of-another-key', text(commitmentOfOther)),
    rejected('changed-nonce', changed(65)),
    rejected('changed-ciphertext', changed(77)),
    rejected('changed-tag', changed(body.length - 1)),
    rejected('truncated-tag', text(body.slice(0, -4))),
    rejected('trailing-byte', text(join(body, Uint8Array.of(0)))),
    rejected('too-short', text(body.slice(0, 92))),
    rejected('padding', `${good}=`),
    rejected('white-space', `${good}\n`),
    // One byte over whole groups of three: the last character has four bits that must be zero.
    rejected('unused-bits-set', await withUnusedBits()),
    rejected('other-version', good.replace('phi.v1.', 'phi.v2.')),
    rejected('capitals-in-prefix', good.replace('phi.v1.', 'PHI.v1.')),
    rejected('not-utf-8', notUtf8),
  ]);
};

/** A token that opens, but for the last character of its text, which spells the same bytes in another way. */
const withUnusedBits = async (): Promise<string> => {
  const sound = await sealToken(KEY, PLACE, 'diagnosis', run(0x70, 12), utf8('x'));
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(sound.slice(-1));
  return sound.slice(0, -1) + alphabet.charAt(last + 1);
};

const RECORD: RecordPlace = {
  coveredEntityId: PLACE.coveredEntityId,
  region: PLACE.region,
  resourceType: 'patient',
  resourceId: '33cc44dd-55ee-4f66-8a77-88bb99ccaadd',
  attributes: { version: '3', status: 'active', updated_at: '2026-03-10T12:00:00.000Z' },
};
const FIELDS: Pairs = {
  first_name: 'Synthia',
  last_name: 'Inventéd',
  date_of_birth: '1970-01-01',
  notes: '',
  address: 'synthetic value '.repeat(64),
};

const recordOf = ({ coveredEntityId, region, resourceType, resourceId, attributes }: RecordPlace) => ({
  covered_entity_id: coveredEntityId,
  region,
  resource_type: resourceType,
  resource_id: resourceId,
  attributes,
});

const record = async (
  name: string,
  { place = RECORD, key = KEY, texts = FIELDS } = {},
): Promise<GoldenFile['records'][number]> => ({
  name,
  tenant_key: toHex(key.tenantKey),
  key_id: key.keyId,
  salt: toHex(key.salt),
  ...recordOf(place),
  header: toHex(await recordHeader(key)),
  fields: await Promise.all(
    Object.entries(texts).map(async ([field, plaintext], index) => {
      const nonce = run(0x10 * (index + 1), 12);
      return {
        name: field,
        nonce: toHex(nonce),
        plaintext,
        aad: toHex(fieldAad(place, field)),
        sealed: toHex(await sealField(key, place, field, nonce, utf8(plaintext))),
      };
    }),
  ),
});

const records = (): Promise<GoldenFile['records']> =>
  Promise.all([
    record('the worked example of docs/ciphertext-format.md'),
    record('no attributes, one field', { place: { ...RECORD, attributes: {} }, texts: { ssn: '000-00-0000' } }),
    record('another tenant key, entity, and Region', {
      key: OTHER_KEY,
      place: { ...RECORD, coveredEntityId: OTHER_ENTITY, region: 'us-west-2', resourceType: 'biometric' },
      texts: { value: '\u{1f9ec} 98.6', unit: '°F' },
    }),
  ]);

const refusedRecords = async (): Promise<GoldenFile['refused_records']> => {
  const { header, fields: sound } = await record('sound');
  const fields = sound.map(({ name, sealed }) => ({ name, sealed }));
  const flip = (hex: string, at: number): string => {
    const bytes = fromHex(hex);
    return toHex(bytes.map((byte, index) => (index === (at + bytes.length) % bytes.length ? byte ^ 0x80 : byte)));
  };
  const first = (change: (sealed: string) => string) =>
    fields.map((field, index) => (index === 0 ? { ...field, sealed: change(field.sealed) } : field));
  const reject = async (
    name: string,
    changes: { readonly header?: string; readonly fields?: readonly Field[]; readonly place?: Partial<RecordPlace> },
  ) => {
    const place = { ...RECORD, ...changes.place };
    const refused: RecordCase<Field> = {
      name,
      tenant_key: toHex(KEY.tenantKey),
      key_id: KEY.keyId,
      ...recordOf(place),
      header: changes.header ?? header,
      fields: changes.fields ?? fields,
    };
    const sealed = refused.fields.map((field) => [field.name, fromHex(field.sealed)] as const);
    const opened = await openFields(KEY, place, fromHex(refused.header), sealed);
    if (opened !== undefined) throw new Error(`It opens: ${name}.`);
    return refused;
  };
  const { attributes } = RECORD;
  return Promise.all([
    reject('swapped-fields', {
      fields: fields.map(({ name }, index) => ({ name, sealed: fields[index ^ 1]?.sealed ?? fields[0]?.sealed ?? '' })),
    }),
    reject('renamed-field', { fields: fields.map((field) => ({ ...field, name: `${field.name}s` })) }),
    reject('one-field-changed', { fields: first((sealed) => flip(sealed, 12)) }),
    reject('changed-nonce', { fields: first((sealed) => flip(sealed, 0)) }),
    reject('changed-tag', { fields: first((sealed) => flip(sealed, -1)) }),
    reject('truncated-tag', { fields: first((sealed) => sealed.slice(0, -8)) }),
    reject('too-short', { fields: first((sealed) => sealed.slice(0, 54)) }),
    reject('other-entity', { place: { coveredEntityId: OTHER_ENTITY } }),
    reject('other-region', { place: { region: 'us-west-2' } }),
    reject('other-resource-type', { place: { resourceType: 'biometric' } }),
    reject('other-resource-id', { place: { resourceId: OTHER_ENTITY } }),
    reject('changed-attribute', { place: { attributes: { ...attributes, status: 'deceased' } } }),
    reject('older-version', { place: { attributes: { ...attributes, version: '2' } } }),
    reject('dropped-attribute', { place: { attributes: { version: '3', status: 'active' } } }),
    reject('added-attribute', { place: { attributes: { ...attributes, x: '' } } }),
    reject('other-header-version', { header: flip(header, 0) }),
    reject('changed-key-id', { header: flip(header, 1) }),
    reject('changed-salt', { header: flip(header, 17) }),
    reject('changed-commitment', { header: flip(header, 33) }),
    reject('truncated-header', { header: header.slice(0, -2) }),
  ]);
};

/** What the golden file must hold, made by the independent implementation. */
export const goldenFile = async (): Promise<GoldenFile> => ({
  format: 'phi.v1',
  tokens: await tokens(),
  refused_tokens: await refusedTokens(),
  records: await records(),
  refused_records: await refusedRecords(),
});
