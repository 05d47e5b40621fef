import type { PhiCategory } from '../domain/phi-category';

/** Format version; it stands before the token and within its authenticated data. */
export const FORMAT_VERSION = 'phi.v1';

const LENGTH_BYTES = 8;
/** UTF-8 takes at most so many bytes for a UTF-16 code unit. */
const MAX_UNIT_BYTES = 3;
const LAST_ASCII = 0x7f;

/** Writes a little-endian 64-bit unsigned number. Lengths in memory are below 2^32. */
const writeLength = (bytes: Buffer, length: number, at: number): void => {
  bytes[at] = length & 0xff;
  bytes[at + 1] = (length >>> 8) & 0xff;
  bytes[at + 2] = (length >>> 16) & 0xff;
  bytes[at + 3] = length >>> 24;
  bytes.fill(0, at + 4, at + LENGTH_BYTES);
};

/** Writes a text in UTF-8. Pieces are short and mostly ASCII; the call into Node.js would cost more than the loop. */
const writeText = (bytes: Buffer, text: string, at: number): number => {
  for (let unit = 0; unit < text.length; unit += 1) {
    const code = text.charCodeAt(unit);
    if (code > LAST_ASCII) return bytes.write(text, at, 'utf8');
    bytes[at + unit] = code;
  }
  return text.length;
};

/** Writes pieces, each after its length, behind a place that is left free. */
const writePieces = (pieces: readonly string[], free: number): Buffer => {
  let most = free;
  for (const piece of pieces) most += LENGTH_BYTES + piece.length * MAX_UNIT_BYTES;
  const bytes = Buffer.allocUnsafe(most);
  let at = free;
  for (const piece of pieces) {
    const length = writeText(bytes, piece, at + LENGTH_BYTES);
    writeLength(bytes, length, at);
    at += LENGTH_BYTES + length;
  }
  return bytes.subarray(0, at);
};

const encodeList = (pieces: readonly string[], count: number): Buffer => {
  const bytes = writePieces(pieces, LENGTH_BYTES);
  writeLength(bytes, count, 0);
  return bytes;
};

/**
 * Pre-authentication encoding (PASETO, "PAE"): the count of pieces, then each piece after its length. No two lists of
 * pieces have the same encoding, whatever bytes they hold.
 */
export const encodePieces = (pieces: readonly string[]): Buffer => encodeList(pieces, pieces.length);

/** Where a standalone value belongs: what must be the same again for its token to open. */
export interface ValueBinding {
  readonly covered_entity_id: string;
  readonly region: string;
  readonly category: PhiCategory | undefined;
  readonly context: Readonly<Record<string, string>>;
}

/**
 * Appends pairs, sorted by UTF-16 code units, as RFC 8785 sorts keys; keys are ASCII, so byte order is the same.
 * @returns `pieces`
 */
const withPairs = (pieces: string[], pairs: Readonly<Record<string, string>>): readonly string[] => {
  for (const key of Object.keys(pairs).sort()) pieces.push(key, pairs[key] ?? '');
  return pieces;
};

/** The additional authenticated data of a standalone value (`docs/ciphertext-format.md`). */
export const valueAad = (binding: ValueBinding): Buffer =>
  encodePieces(
    withPairs(
      [FORMAT_VERSION, 'value', binding.covered_entity_id.toLowerCase(), binding.region, binding.category ?? ''],
      binding.context,
    ),
  );

/** Where a record belongs: what must be the same again for any of its fields to open. */
export interface RecordBinding {
  readonly covered_entity_id: string;
  readonly region: string;
  readonly resource_type: string;
  readonly resource_id: string;
  /** What stands beside the sealed fields in the clear, such as status, timestamps, version; names are ASCII. */
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * The additional authenticated data of a record's fields, but for its end, which is the field's name: `recordAadPrefix`
 * and `fieldAadSuffix`, one after the other, are one list of pieces (`docs/ciphertext-format.md`).
 */
export const recordAadPrefix = (binding: RecordBinding): Uint8Array => {
  const entity = binding.covered_entity_id.toLowerCase();
  const where = [FORMAT_VERSION, 'record', entity, binding.region, binding.resource_type, binding.resource_id];
  const pieces = withPairs(where, binding.attributes);
  return encodeList(pieces, pieces.length + 1);
};

export const fieldAadSuffix = (field: string): Uint8Array => writePieces([field], 0);
