import type { Canary } from './canaries';
import { encodedForms, type EncodedForm, SHORTEST_FORM } from './encodings';

/** Where and as what a canary was found. */
export interface Found<Planting> {
  readonly planting: Planting;
  readonly encoding: string;
  /** In bytes. */
  readonly offset: number;
}

interface Pattern<Planting> extends EncodedForm {
  readonly planting: Planting;
  readonly bytes: Buffer;
  /** Which eight bytes of it are looked up. */
  readonly window: number;
}

/** Taken out once: to look a global up costs more than the multiplication, under jest. */
const { imul, min } = Math;

const WINDOW = SHORTEST_FORM;
const BASE = 0x01000193;
const POWER = Array.from({ length: WINDOW - 1 }).reduce<number>((power) => imul(power, BASE), 1);
const BITS = 22;

const roll = (hash: number, out: number, into: number): number => (imul(hash - imul(out, POWER), BASE) + into) | 0;
const slotOf = (hash: number): number => imul(hash, 0x9e3779b1) >>> (32 - BITS);

const eachWindow = (bytes: Uint8Array, visit: (hash: number, start: number) => void): void => {
  let hash = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    hash = roll(hash, index < WINDOW ? 0 : (bytes[index - WINDOW] ?? 0), bytes[index] ?? 0);
    if (index >= WINDOW - 1) visit(hash, index - WINDOW + 1);
  }
};

const isWordByte = (byte: number | undefined): boolean =>
  byte !== undefined && ((byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122));

/**
 * Finds hundreds of thousands of forms in one pass (Rabin and Karp): each is known by the eight of its bytes that the
 * fewest other forms share, and a table of bits tells of most places at once that none begins there.
 */
export class CanaryIndex<Planting> {
  readonly #patterns = new Map<number, Pattern<Planting>[]>();
  readonly #slots = new Uint8Array(1 << BITS);

  constructor(plantings: readonly (readonly [Canary, Planting])[]) {
    const forms = plantings.flatMap(([canary, planting]) =>
      encodedForms(canary).map((form) => ({ ...form, planting, bytes: Buffer.from(form.text, 'utf8') })),
    );
    // Fewer places than there are hashes: to share one by chance costs a comparison, and no more.
    const shared = new Uint16Array(1 << BITS);
    for (const { bytes } of forms) {
      eachWindow(bytes, (hash) => {
        const slot = slotOf(hash);
        shared[slot] = min((shared[slot] ?? 0) + 1, 65_535);
      });
    }
    for (const form of forms) {
      let [window, chosen, least] = [0, 0, Number.POSITIVE_INFINITY];
      eachWindow(form.bytes, (hash, start) => {
        const others = shared[slotOf(hash)] ?? 0;
        if (others < least) [window, chosen, least] = [start, hash, others];
      });
      const known = this.#patterns.get(chosen) ?? [];
      known.push({ ...form, window });
      this.#patterns.set(chosen, known);
      this.#slots[slotOf(chosen)] = 1;
    }
  }

  find(haystack: Uint8Array): readonly Found<Planting>[] {
    const found: Found<Planting>[] = [];
    eachWindow(haystack, (hash, start) => {
      if (this.#slots[slotOf(hash)] === 0) return;
      for (const pattern of this.#patterns.get(hash) ?? []) {
        const offset = start - pattern.window;
        if (this.#stands(pattern, haystack, offset)) {
          found.push({ planting: pattern.planting, encoding: pattern.encoding, offset });
        }
      }
    });
    return found;
  }

  #stands({ bytes, bare }: Pattern<Planting>, haystack: Uint8Array, offset: number): boolean {
    const end = offset + bytes.length;
    if (offset < 0 || end > haystack.length) return false;
    if (bytes.compare(haystack, offset, end) !== 0) return false;
    return bare !== true || !(isWordByte(haystack[offset - 1]) || isWordByte(haystack[end]));
  }
}
