import {
  BASE_LETTERS,
  Class as ClassOf,
  CLASSES as CLASSES_OF,
  classOf as kindOf,
  isCaseless,
  isLetterOrDigit as isAlphanumeric,
  isPlural,
} from './characters';
import type { FoldedText } from './folded-text';
import { bitsIn as bitsOf, HASH_START as START, type Lexicon, lexicon, PRIME as FACTOR } from './lexicon';
import { Kind as KindOf, Mark as MarkOf, SYMBOL_AT as AT, symbolMarks as marksOfSymbol } from './marks';

// Read through an import, each would cost a call where modules are loaded one by one.
const Class = ClassOf;
const Kind = KindOf;
const Mark = MarkOf;
const CLASSES = CLASSES_OF;
const classOf = kindOf;
const HASH_START = START;
const PRIME = FACTOR;
const bitsIn = bitsOf;
const isLetterOrDigit = isAlphanumeric;
const SYMBOL_AT = AT;
const symbolMarks = marksOfSymbol;

const PAST_END = 16;

/** The tokens of a folded text, as columns: one object per token would cost more than reading the text. */
export class Tokens {
  length = 0;
  /** Kind, marks, and the code of a symbol in one number: most questions about a token are answered by one look at it. */
  forms = new Int32Array(1024);
  /** Of a word: what it says; 0 of any other. */
  says = new Int32Array(1024);
  starts = new Int32Array(1025);
  ends = new Int32Array(1025);
  private words: Lexicon | undefined;

  protected tokenise({ codes, length }: FoldedText): void {
    this.words ??= lexicon();
    this.length = 0;
    if (length + PAST_END > this.forms.length) this.grow(length + PAST_END);
    let place = 0;
    let marks: number = Mark.line;
    while (place < length) {
      const code = codes[place] ?? 0;
      const type = code < 128 ? (CLASSES[code] ?? Class.other) : classOf(code);
      if (type === Class.space || type === Class.line) {
        marks |= type === Class.line ? Mark.space | Mark.line : Mark.space;
        place += 1;
      } else {
        if (type === Class.other) {
          this.put(Kind.symbol | marks | symbolMarks(code) | (code << SYMBOL_AT), 0, place, place + 1);
          place += 1;
        } else if (type === Class.lower) place = this.readLower(this.words, codes, place, marks);
        else if (type === Class.digit) place = this.readNumber(codes, place, marks);
        else place = this.readWord(this.words, codes, place, marks);
        marks = 0;
      }
    }
    // Whoever looks a little past the end finds no token.
    this.forms.fill(0, this.length, this.length + PAST_END);
    this.says.fill(0, this.length, this.length + PAST_END);
    this.starts[this.length] = length;
    this.ends[this.length] = length;
  }

  private put(form: number, says: number, start: number, end: number): void {
    const index = this.length;
    this.forms[index] = form;
    this.says[index] = says;
    this.starts[index] = start;
    this.ends[index] = end;
    this.length = index + 1;
  }

  /** Most words: small letters alone. */
  private readLower(words: Lexicon, codes: Uint16Array, start: number, marks: number): number {
    let after = start;
    let hash = HASH_START;
    let next = codes[start] ?? 0;
    while (next >= 97 && next <= 122) {
      hash = Math.imul(hash ^ next, PRIME);
      after += 1;
      next = codes[after] ?? 0;
    }
    if (next >= 128 || isLetterOrDigit(CLASSES[next] ?? Class.other)) return this.readWord(words, codes, start, marks);
    this.put(Kind.word | marks, bitsIn(words, hash), start, after);
    return after;
  }

  private readNumber(codes: Uint16Array, start: number, marks: number): number {
    let after = start + 1;
    while (CLASSES[codes[after] ?? 0] === Class.digit) after += 1;
    if (isLetterOrDigit(classOf(codes[after] ?? 0))) return this.readMixed(codes, start, after, marks, 0);
    this.put(Kind.number | marks, 0, start, after);
    return after;
  }

  private readMixed(codes: Uint16Array, start: number, from: number, marks: number, bits: number): number {
    let after = from;
    let known = bits;
    for (;;) {
      const type = classOf(codes[after] ?? 0);
      if (!isLetterOrDigit(type)) break;
      if (type !== Class.digit || after - from >= 2) known = 0;
      after += 1;
    }
    this.put(Kind.mixed | marks, known, start, after);
    return after;
  }

  /** A word, cut at the capitals inside it. */
  private readWord(words: Lexicon, codes: Uint16Array, from: number, before: number): number {
    let start = from;
    let marks = before;
    for (;;) {
      let place = start;
      let hash = HASH_START;
      let previous = HASH_START;
      let letters = 0;
      let uppers = 0;
      let type: number;
      let last = Class.other as number;
      let cut = false;
      for (;;) {
        const code = codes[place] ?? 0;
        type = code < 128 ? (CLASSES[code] ?? Class.other) : classOf(code);
        if (type !== Class.lower && type !== Class.upper) break;
        if (type === Class.upper) {
          if (last === Class.lower) {
            cut = true;
            break;
          }
          uppers += 1;
        } else if (last === Class.upper && uppers > 1 && !isPlural(codes, place)) {
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
      if (uppers === 1 && classOf(codes[start] ?? 0) === Class.upper) marks |= Mark.capital;
      if (!cut && type === Class.digit) return this.readMixed(codes, start, place, marks, bitsIn(words, hash));
      this.put(Kind.word | marks, bitsIn(words, hash), start, place);
      if (!cut) return place;
      start = place;
      marks = Mark.joined;
    }
  }

  /** A text has no more tokens than characters. */
  private grow(least: number): void {
    const size = Math.max(least, this.forms.length * 2);
    this.forms = new Int32Array(size);
    this.says = new Int32Array(size);
    this.starts = new Int32Array(size + 1);
    this.ends = new Int32Array(size + 1);
  }
}
