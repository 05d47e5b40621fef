import type { PhiCategory } from '../domain/phi-category';

/** Format version; it stands before the token and within its authenticated data. */
export const FORMAT_VERSION = 'phi.v1';

/** Little-endian 64-bit unsigned length, as PASETO's pre-authentication encoding writes it. */
const le64 = (length: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(length));
  return bytes;
};

/**
 * Pre-authentication encoding (PASETO, "PAE"): the count of pieces, then each piece after its length. No two lists of
 * pieces have the same encoding, whatever bytes they hold.
 */
export const encodePieces = (pieces: readonly string[]): Buffer =>
  Buffer.concat([
    le64(pieces.length),
    ...pieces.flatMap((piece) => {
      const bytes = Buffer.from(piece, 'utf8');
      return [le64(bytes.length), bytes];
    }),
  ]);

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
