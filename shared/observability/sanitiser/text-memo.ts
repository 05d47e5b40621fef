const SLOTS = 1 << 10;
/** Longer texts are not kept. */
const LONGEST = 32;

const stringOf = (codes: Uint16Array, start: number, end: number): string =>
  Buffer.from(codes.buffer, 2 * start, 2 * (end - start)).toString('utf16le');

/**
 * Remembers what was found of short texts that come again. A slot holds one text and gives way to the next, so that the
 * memo never grows; the characters are copied and compared one by one, so that no answer is another text's and no
 * long text lives on for a short piece of it.
 */
export class TextMemo<Found> {
  private readonly lengths = new Uint8Array(SLOTS);
  private readonly codes = new Uint16Array(SLOTS * LONGEST);
  private readonly found: (Found | undefined)[] = Array.from({ length: SLOTS }, () => undefined);

  constructor(private readonly find: (text: string) => Found) {}

  /** What is found of the characters from one place to before another. */
  of(text: Uint16Array, start: number, end: number): Found {
    const length = end - start;
    if (length > LONGEST) return this.find(stringOf(text, start, end));
    let hash = length;
    for (let place = start; place < end; place += 1) hash = (Math.imul(hash, 31) + (text[place] ?? 0)) | 0;
    const slot = (hash ^ (hash >>> 10) ^ (hash >>> 20)) & (SLOTS - 1);
    const kept = this.found[slot];
    if (kept !== undefined && this.lengths[slot] === length && this.holds(slot, text, start, length)) return kept;
    const found = this.find(stringOf(text, start, end));
    this.keep(slot, text, start, length, found);
    return found;
  }

  private holds(slot: number, text: Uint16Array, start: number, length: number): boolean {
    const from = slot * LONGEST;
    for (let index = 0; index < length; index += 1) if (this.codes[from + index] !== text[start + index]) return false;
    return true;
  }

  private keep(slot: number, text: Uint16Array, start: number, length: number, found: Found): void {
    const from = slot * LONGEST;
    for (let index = 0; index < length; index += 1) this.codes[from + index] = text[start + index] ?? 0;
    this.lengths[slot] = length;
    this.found[slot] = found;
  }
}
