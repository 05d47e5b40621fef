import type { PhiCategory } from '../domain/phi-category';

/** Format version; it stands before the token and within its authenticated data. */
export const FORMAT_VERSION = 'phi.v1';

const LENGTH_BYTES = 8;

/** Writes a little-endian 64-bit unsigned number. Lengths of memory stay below 2^48, so the two upper bytes are zero. */
const writeLength = (bytes: Buffer, length: number, at: number): number => {
  bytes.writeUIntLE(length, at, 6);
  return bytes.writeUInt16LE(0, at + 6);
};

/** Writes the pieces of a list, each after its length, behind a place that is left free. */
const writePieces = (pieces: readonly string[], free: number): Buffer => {
  const lengths = pieces.map((piece) => Buffer.byteLength(piece, 'utf8'));
  const size = lengths.reduce((sum, length) => sum + LENGTH_BYTES + length, free);
  const bytes = Buffer.allocUnsafe(size);
  let at = free;
  pieces.forEach((piece, index) => {
    at = writeLength(bytes, lengths[index] ?? 0, at);
    at += bytes.write(piece, at, 'utf8');
  });
  return bytes;
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

/** Sorted by UTF-16 code units, as RFC 8785 sorts keys; keys are ASCII, so byte order is the same. */
const sortedPairs = (context: Readonly<Record<string, string>>): readonly string[] =>
  Object.keys(context)
    .sort()
    .flatMap((key) => [key, context[key] ?? '']);

/** The additional authenticated data of a standalone value (`docs/ciphertext-format.md`). */
export const valueAad = (binding: ValueBinding): Buffer =>
  encodePieces([
    FORMAT_VERSION,
    'value',
    binding.covered_entity_id.toLowerCase(),
    binding.region,
    binding.category ?? '',
    ...sortedPairs(binding.context),
  ]);

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
  const pieces = [
    FORMAT_VERSION,
    'record',
    binding.covered_entity_id.toLowerCase(),
    binding.region,
    binding.resource_type,
    binding.resource_id,
    ...sortedPairs(binding.attributes),
  ];
  return encodeList(pieces, pieces.length + 1);
};

export const fieldAadSuffix = (field: string): Uint8Array => writePieces([field], 0);
