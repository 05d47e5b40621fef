/**
 * The format `phi.v1`, implemented a second time: from `docs/ciphertext-format.md` alone, on WebCrypto, with nothing of
 * `shared/`. It writes the golden file and checks that the document says enough. Keys in the clear: for tests alone.
 */

export type Pairs = Readonly<Record<string, string>>;

export interface ReaderKey {
  readonly tenantKey: Uint8Array;
  readonly keyId: string;
}

export interface WriterKey extends ReaderKey {
  readonly salt: Uint8Array;
}

export interface TokenPlace {
  readonly coveredEntityId: string;
  readonly region: string;
  readonly context: Pairs;
}

export interface RecordPlace {
  readonly coveredEntityId: string;
  readonly region: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly attributes: Pairs;
}

const CATEGORY_NAMES = ['', 'demographics', 'diagnosis', 'treatment', 'billing'];

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

export const join = (...parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

export const toHex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

export const fromHex = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** RFC 4648, section 5, without padding. */
export const toBase64Url = (bytes: Uint8Array): string => {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,6}/g) ?? [])
    .map((group) => ALPHABET.charAt(Number.parseInt(group.padEnd(6, '0'), 2)))
    .join('');
};

const fromBase64Url = (text: string): Uint8Array | undefined => {
  const places = Array.from(text, (character) => ALPHABET.indexOf(character));
  if (places.includes(-1)) return undefined;
  const bits = places.map((place) => place.toString(2).padStart(6, '0')).join('');
  const bytes = Uint8Array.from(bits.match(/.{8}/g) ?? [], (group) => Number.parseInt(group, 2));
  return toBase64Url(bytes) === text ? bytes : undefined;
};

const le64 = (value: number): Uint8Array => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
  return bytes;
};

const pae = (pieces: readonly string[]): Uint8Array =>
  join(le64(pieces.length), ...pieces.map(utf8).flatMap((piece) => [le64(piece.length), piece]));

const sorted = (pairs: Pairs): readonly string[] =>
  Object.entries(pairs)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flat();

export const tokenAad = (place: TokenPlace, category: string): Uint8Array =>
  pae(['phi.v1', 'value', place.coveredEntityId.toLowerCase(), place.region, category, ...sorted(place.context)]);

export const fieldAad = (place: RecordPlace, field: string): Uint8Array => {
  const { coveredEntityId, region, resourceType, resourceId, attributes } = place;
  const where = [coveredEntityId.toLowerCase(), region, resourceType, resourceId];
  return pae(['phi.v1', 'record', ...where, ...sorted(attributes), field]);
};

export const derive = async (tenantKey: Uint8Array, salt: Uint8Array) => {
  const ikm = await crypto.subtle.importKey('raw', tenantKey, 'HKDF', false, ['deriveBits']);
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt, info: utf8('phi.v1') };
  const okm = new Uint8Array(await crypto.subtle.deriveBits(hkdf, ikm, 512));
  return { key: okm.slice(0, 32), commitment: okm.slice(32) };
};

const aesGcm = (nonce: Uint8Array, aad: Uint8Array) => ({
  name: 'AES-GCM',
  iv: nonce,
  additionalData: aad,
  tagLength: 128,
});

/** `nonce ‖ ciphertext ‖ tag` */
export const seal = async (
  key: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array,
): Promise<Uint8Array> => {
  const aesKey = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt']);
  return join(nonce, new Uint8Array(await crypto.subtle.encrypt(aesGcm(nonce, aad), aesKey, plaintext)));
};

const open = async (key: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Promise<string | undefined> => {
  if (sealed.length < 28) return undefined;
  const aesKey = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt']);
  try {
    const bytes = await crypto.subtle.decrypt(aesGcm(sealed.slice(0, 12), aad), aesKey, sealed.slice(12));
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** `key_id ‖ salt ‖ commitment`: what a token holds behind its category, and a record's header behind its version. */
export const keyPart = async ({ tenantKey, keyId, salt }: WriterKey): Promise<Uint8Array> =>
  join(fromHex(keyId.replaceAll('-', '')), salt, (await derive(tenantKey, salt)).commitment);

/** The derived key, if the reader holds the tenant key that is named, and it commits. */
const readKeyPart = async (reader: ReaderKey, part: Uint8Array): Promise<Uint8Array | undefined> => {
  if (toHex(part.slice(0, 16)) !== reader.keyId.replaceAll('-', '').toLowerCase()) return undefined;
  const { key, commitment } = await derive(reader.tenantKey, part.slice(16, 32));
  return toHex(commitment) === toHex(part.slice(32, 64)) ? key : undefined;
};

export const sealToken = async (
  writer: WriterKey,
  place: TokenPlace,
  category: string,
  nonce: Uint8Array,
  plaintext: Uint8Array,
): Promise<string> => {
  const { key } = await derive(writer.tenantKey, writer.salt);
  const sealed = await seal(key, nonce, tokenAad(place, category), plaintext);
  const code = Uint8Array.of(CATEGORY_NAMES.indexOf(category));
  return `phi.v1.${toBase64Url(join(code, await keyPart(writer), sealed))}`;
};

export const openToken = async (reader: ReaderKey, place: TokenPlace, token: string): Promise<string | undefined> => {
  const bytes = token.startsWith('phi.v1.') ? fromBase64Url(token.slice(7)) : undefined;
  if (bytes === undefined || bytes.length < 93) return undefined;
  const category = CATEGORY_NAMES[bytes[0] ?? 255];
  const key = await readKeyPart(reader, bytes.slice(1, 65));
  if (category === undefined || key === undefined) return undefined;
  return open(key, bytes.slice(65), tokenAad(place, category));
};

export const recordHeader = async (writer: WriterKey): Promise<Uint8Array> =>
  join(Uint8Array.of(1), await keyPart(writer));

export const sealField = async (
  writer: WriterKey,
  place: RecordPlace,
  field: string,
  nonce: Uint8Array,
  plaintext: Uint8Array,
): Promise<Uint8Array> => {
  const { key } = await derive(writer.tenantKey, writer.salt);
  return seal(key, nonce, fieldAad(place, field), plaintext);
};

/** All fields or nothing. */
export const openFields = async (
  reader: ReaderKey,
  place: RecordPlace,
  header: Uint8Array,
  fields: readonly (readonly [name: string, sealed: Uint8Array])[],
): Promise<readonly string[] | undefined> => {
  if (header.length !== 65 || header[0] !== 1) return undefined;
  const key = await readKeyPart(reader, header.slice(1));
  if (key === undefined) return undefined;
  const texts = await Promise.all(fields.map(([name, sealed]) => open(key, sealed, fieldAad(place, name))));
  return texts.every((text) => text !== undefined) ? texts : undefined;
};
