import { ESCAPED_QUOTE, ESCAPED_QUOTE_LEVELS, type FoldedText } from './folded-text';
import { bitsIn as bitsOf, HASH_START as START, type Lexicon, lexicon, PRIME as FACTOR } from './lexicon';

const HASH_START = START;
const PRIME = FACTOR;
const bitsIn = bitsOf;

/** What a token is: letters, digits, letters and digits, or one other character. */
export const Kind = { word: 1, number: 2, mixed: 3, symbol: 4 } as const;

/** How a token stands, a bit each. */
export const Mark = {
  /** White space before it. */
  space: 1,
  /** A line's end before it. */
  line: 2,
  /** Cut off the token before it, as `Name` of `firstName`. */
  joined: 4,
  /** A capital first, small letters after. */
  capital: 8,
  /** Capitals alone. */
  upper: 16,
  /** Has letters beyond ASCII. */
  foreign: 32,
  /** Has letters of a script without capitals. */
  caseless: 64,
  /** A symbol that ends a run of characters without white space. */
  delimiter: 128,
  /** A quote, which is a delimiter, too. */
  quote: 256,
} as const;

const OTHER = 0;
const LOWER = 1;
const UPPER = 2;
const DIGIT = 3;
const SPACE = 4;
const LINE = 5;

const CLASSES = new Uint8Array(128);
for (let code = 0; code < 128; code += 1) {
  if (code >= 97 && code <= 122) CLASSES[code] = LOWER;
  else if (code >= 65 && code <= 90) CLASSES[code] = UPPER;
  else if (code >= 48 && code <= 57) CLASSES[code] = DIGIT;
  else if (code === 10 || code === 13) CLASSES[code] = LINE;
  else if (code <= 32) CLASSES[code] = SPACE;
}

/** The marks of the symbols of ASCII. */
const SYMBOL_MARKS = new Uint16Array(128);
for (const symbol of ',;|&=<>()[]{}~!?*^$#') SYMBOL_MARKS[symbol.charCodeAt(0)] = Mark.delimiter;
for (const symbol of '"\'`') SYMBOL_MARKS[symbol.charCodeAt(0)] = Mark.delimiter | Mark.quote;

const isEscapedQuote = (code: number): boolean =>
  code >= ESCAPED_QUOTE && code < ESCAPED_QUOTE + 2 * ESCAPED_QUOTE_LEVELS;
const symbolMarks = (code: number): number =>
  code < 128 ? (SYMBOL_MARKS[code] ?? 0) : isEscapedQuote(code) ? Mark.delimiter | Mark.quote : 0;

/** Capitals have even codes, but for two runs of odd ones, `Ł` and `Ż` among them. */
const evenness = (code: number): number =>
  (code >= 0x139 && code <= 0x148) || (code >= 0x179 && code <= 0x17e) ? 1 : 0;

const classOf = (code: number): number => {
  if (code < 128) return CLASSES[code] ?? OTHER;
  if (isEscapedQuote(code)) return OTHER;
  if (code < 0xc0) return code === 0xaa || code === 0xba || code === 0xb5 ? LOWER : OTHER;
  if ((code >= 0x2000 && code < 0x2c00) || (code >= 0x3000 && code < 0x3040)) return OTHER;
  if (code < 0x250)
    return (code >= 0xc0 && code <= 0xde) || (code >= 0x100 && code < 0x180 && code % 2 === evenness(code))
      ? UPPER
      : LOWER;
  return (code >= 0x391 && code <= 0x3a9) || (code >= 0x400 && code <= 0x42f) ? UPPER : LOWER;
};

/** Latin letters with accents, as the letters without: a word says the same either way. */
const BASE_LETTERS = Array.from({ length: 0x180 - 128 }, (_, index) =>
  String.fromCharCode(index + 128)
    .normalize('NFD')
    .toLowerCase()
    .charCodeAt(0),
);

const isCaseless = (code: number): boolean => code >= 0x400 && !(code >= 0x1e00 && code < 0x2000);

/** The `s` of `MRNs`. */
const isPlural = (codes: Uint16Array, place: number, length: number): boolean =>
  codes[place] === 115 && (place + 1 >= length || classOf(codes[place + 1] ?? 0) !== LOWER);

const isLetterOrDigit = (type: number): boolean => type === LOWER || type === UPPER || type === DIGIT;

const PAST_END = 16;

/** The tokens of a folded text, as columns: one object per token would cost more than reading the text. */
export class Tokens {
  length = 0;
  kinds = new Uint8Array(1024);
  marks = new Uint16Array(1024);
  /** Of a word: what it says; 0 of any other. */
  says = new Int32Array(1024);
  /** The code of a symbol; 0 of any other. */
  symbols = new Uint16Array(1024);
  starts = new Int32Array(1025);
  ends = new Int32Array(1025);

  private words: Lexicon | undefined;

  protected tokenise({ codes, length }: FoldedText): void {
    const words = (this.words ??= lexicon());
    this.length = 0;
    if (length + PAST_END > this.kinds.length) this.grow(length + PAST_END);
    let place = 0;
    let marks: number = Mark.line;
    while (place < length) {
      const code = codes[place] ?? 0;
      const type = code < 128 ? (CLASSES[code] ?? OTHER) : classOf(code);
      if (type === OTHER) {
        this.symbols[this.length] = code;
        this.put(Kind.symbol, marks | symbolMarks(code), 0, place, place + 1);
        place += 1;
      } else if (type === LOWER) place = this.readLower(words, codes, length, place, marks);
      else if (type === SPACE || type === LINE) {
        marks |= type === LINE ? Mark.space | Mark.line : Mark.space;
        place += 1;
        continue;
      } else if (type === DIGIT) {
        let after = place + 1;
        while (after < length && classOf(codes[after] ?? 0) === DIGIT) after += 1;
        place = this.readNumber(codes, length, place, after, marks);
      } else place = this.readWord(words, codes, length, place, marks);
      marks = 0;
    }
    // Whoever looks a little past the end finds no token.
    for (let index = this.length; index < this.length + PAST_END; index += 1) {
      this.kinds[index] = 0;
      this.marks[index] = 0;
      this.says[index] = 0;
      this.symbols[index] = 0;
    }
    this.starts[this.length] = length;
    this.ends[this.length] = length;
  }

  /** Most words: small letters alone. */
  private readLower(words: Lexicon, codes: Uint16Array, length: number, start: number, marks: number): number {
    let after = start;
    let hash = HASH_START;
    let next = codes[start] ?? 0;
    while (next >= 97 && next <= 122) {
      hash = Math.imul(hash ^ next, PRIME);
      after += 1;
      next = after < length ? (codes[after] ?? 0) : 32;
    }
    // What follows is neither a letter nor a digit: the word ends here.
    if (after === start || next >= 128 || isLetterOrDigit(CLASSES[next] ?? OTHER))
      return this.readWord(words, codes, length, start, marks);
    this.put(Kind.word, marks, bitsIn(words, hash), start, after);
    return after;
  }

  private put(kind: number, mark: number, says: number, start: number, end: number): void {
    const index = this.length;
    if (kind !== Kind.symbol) this.symbols[index] = 0;
    this.kinds[index] = kind;
    this.marks[index] = mark;
    this.says[index] = says;
    this.starts[index] = start;
    this.ends[index] = end;
    this.length = index + 1;
  }

  private readNumber(codes: Uint16Array, length: number, start: number, digitsEnd: number, marks: number): number {
    const next = digitsEnd < length ? classOf(codes[digitsEnd] ?? 0) : OTHER;
    if (next !== LOWER && next !== UPPER) {
      this.put(Kind.number, marks, 0, start, digitsEnd);
      return digitsEnd;
    }
    return this.readMixed(codes, length, start, digitsEnd, marks, 0);
  }

  private readMixed(
    codes: Uint16Array,
    length: number,
    start: number,
    from: number,
    marks: number,
    bits: number,
  ): number {
    let after = from;
    let known = bits;
    while (after < length) {
      const type = classOf(codes[after] ?? 0);
      if (type !== LOWER && type !== UPPER && type !== DIGIT) break;
      if (type !== DIGIT || after - from >= 2) known = 0;
      after += 1;
    }
    this.put(Kind.mixed, marks, known, start, after);
    return after;
  }

  /** A word, cut at the capitals inside it. */
  private readWord(words: Lexicon, codes: Uint16Array, length: number, from: number, before: number): number {
    let start = from;
    let marks = before;
    for (;;) {
      let place = start;
      let hash = HASH_START;
      let previous = HASH_START;
      let letters = 0;
      let uppers = 0;
      let type = OTHER as number;
      let last = OTHER as number;
      let cut = false;
      while (place < length) {
        const code = codes[place] ?? 0;
        type = code < 128 ? (CLASSES[code] ?? OTHER) : classOf(code);
        if (type !== LOWER && type !== UPPER) break;
        if (type === UPPER) {
          if (last === LOWER) {
            cut = true;
            break;
          }
          uppers += 1;
        } else if (last === UPPER && uppers > 1 && !isPlural(codes, place, length)) {
          place -= 1;
          letters -= 1;
          uppers -= 1;
          hash = previous;
          cut = true;
          break;
        }
        if (code >= 128) marks |= isCaseless(code) ? Mark.foreign | Mark.caseless : Mark.foreign;
        previous = hash;
        hash = Math.imul(hash ^ (code < 128 ? code | 32 : (BASE_LETTERS[code - 128] ?? code)), PRIME);
        letters += 1;
        last = type;
        place += 1;
      }
      if (uppers === letters) marks |= Mark.upper;
      if (uppers === 1 && classOf(codes[start] ?? 0) === UPPER) marks |= Mark.capital;
      if (!cut && type === DIGIT && place < length)
        return this.readMixed(codes, length, start, place, marks, bitsIn(words, hash));
      this.put(Kind.word, marks, bitsIn(words, hash), start, place);
      if (!cut) return place;
      start = place;
      marks = Mark.joined;
    }
  }

  /** A text has no more tokens than characters. */
  private grow(least: number): void {
    const size = Math.max(least, this.kinds.length * 2);
    this.kinds = new Uint8Array(size);
    this.marks = new Uint16Array(size);
    this.says = new Int32Array(size);
    this.symbols = new Uint16Array(size);
    this.starts = new Int32Array(size + 1);
    this.ends = new Int32Array(size + 1);
  }
}
