import { charsIn } from './char-sets';
import { codeTable } from './code-table';
import { FoldedText } from './folded-text';
import { type KeyFacts, keyFacts } from './key-facts';
import { Redactions } from './redactions';
import { Kind as KindOf, KIND as ALL_KINDS, Mark as MarkOf, SYMBOL_AT as AT } from './marks';
import { Tokens } from './tokens';

// Read through an import, each would cost a call where modules are loaded one by one.
const Kind = KindOf;
const Mark = MarkOf;
const KIND = ALL_KINDS;
const SYMBOL_AT = AT;

/** Symbols that belong to a sentence where they end a run, and to the run inside it. */
const TRAILING = /* @__PURE__ */ codeTable('.:-_/@+');

/** Of a run, no more is looked at as one piece. */
export const LONGEST_PLAIN = 8192;

const MOST_COUNTED = 256;

/** A text being read: its tokens, the way around in them, and what is to be taken out. */
export class Line extends Tokens {
  readonly folded = new FoldedText();
  readonly redactions = new Redactions();
  text = '';
  /** Numbers before this token belong to a technical key. */
  technicalTo = 0;
  private chunkFrom = -1;
  private chunkTo = -1;
  /** Punctuation after the run ends here: it is no run of its own. */
  private trailingTo = -1;

  read(text: string): void {
    this.text = text;
    this.technicalTo = 0;
    this.redactions.clear();
    this.folded.read(text);
    this.tokenise(this.folded);
    this.chunkFrom = -1;
    this.chunkTo = -1;
    this.trailingTo = -1;
  }

  kind(index: number): number {
    return (this.forms[index] ?? 0) & KIND;
  }

  isWord(index: number): boolean {
    return this.kind(index) === Kind.word;
  }

  isNumber(index: number): boolean {
    return this.kind(index) === Kind.number;
  }

  has(index: number, mark: number): boolean {
    return ((this.forms[index] ?? 0) & mark) !== 0;
  }

  /** The token stands at the one before it, with nothing between. */
  glued(index: number): boolean {
    return index < this.length && ((this.forms[index] ?? 0) & Mark.space) === 0;
  }

  /** What the word says; 0 for what is no word. */
  bits(index: number): number {
    return this.says[index] ?? 0;
  }

  /** The code of the symbol; 0 for what is none. */
  symbol(index: number): number {
    return (this.forms[index] ?? 0) >>> SYMBOL_AT;
  }

  isQuote(index: number): boolean {
    return ((this.forms[index] ?? 0) & Mark.quote) !== 0;
  }

  isDelimiter(index: number): boolean {
    return ((this.forms[index] ?? 0) & Mark.delimiter) !== 0;
  }

  /** Letters or digits of the token. */
  size(index: number): number {
    return (this.ends[index] ?? 0) - (this.starts[index] ?? 0);
  }

  /** The token's first letter, whatever its case, is this one of ASCII. */
  beginsWith(index: number, letter: number): boolean {
    return ((this.folded.codes[this.starts[index] ?? 0] ?? 0) | 32) === letter;
  }

  /** The original text from one token to before another, in plain characters. */
  plain(from: number, to: number): string {
    const start = this.starts[from] ?? 0;
    const end = this.ends[to - 1] ?? 0;
    return this.folded.plain.slice(start, Math.min(end, start + LONGEST_PLAIN));
  }

  /** Which characters `plain` has. */
  chars(from: number, to: number): number {
    const start = this.starts[from] ?? 0;
    const end = this.ends[to - 1] ?? 0;
    return charsIn(this.folded.codes, start, Math.min(end, start + LONGEST_PLAIN));
  }

  /** What the key that stands from one token to before another says by itself. */
  keyFacts(from: number, to: number): KeyFacts {
    const start = this.starts[from] ?? 0;
    const end = this.ends[to - 1] ?? 0;
    return keyFacts(this.folded.codes, start, Math.min(end, start + LONGEST_PLAIN));
  }

  /** `[REDACTED]` stands here. */
  isMarker(index: number): boolean {
    return (
      this.symbol(index) === 91 &&
      this.size(index + 1) === 8 &&
      this.symbol(index + 2) === 93 &&
      this.plain(index + 1, index + 2) === 'REDACTED'
    );
  }

  /** Where the postcode of Britain or Canada ends that begins here; here, if none does. */
  postcodeEnd(index: number): number {
    if (this.kind(index + 1) !== Kind.mixed || this.size(index + 1) !== 3 || this.size(index) > 4) return index;
    const text = this.plain(index, index + 2);
    return /^(?:[A-Z]{1,2}\d[A-Z\d]? \d(?!XX)[A-Z]{2}|[A-Z]\d[A-Z] \d[A-Z]\d)$/.test(text) ? index + 2 : index;
  }

  numberAt(index: number): number {
    let value = 0;
    const end = Math.min(this.ends[index] ?? 0, (this.starts[index] ?? 0) + 12);
    for (let place = this.starts[index] ?? 0; place < end; place += 1) {
      value = value * 10 + (this.folded.codes[place] ?? 0) - 48;
    }
    return value;
  }

  /** At most those of the first 256 tokens: nobody asks for more, and a run is not counted from each of its tokens again. */
  digitCount(from: number, to: number): number {
    let digits = 0;
    const last = Math.min(to, from + MOST_COUNTED);
    for (let index = from; index < last; index += 1) {
      if (this.kind(index) === Kind.number) digits += this.size(index);
      else if (this.kind(index) === Kind.mixed) digits += this.digitsOf(index);
    }
    return digits;
  }

  private digitsOf(index: number): number {
    let digits = 0;
    const end = this.ends[index] ?? 0;
    for (let place = this.starts[index] ?? 0; place < end; place += 1) {
      const code = this.folded.codes[place] ?? 0;
      if (code >= 48 && code <= 57) digits += 1;
    }
    return digits;
  }

  /** The end of the run of characters without white space that the token is in, sentence punctuation left out. */
  chunkEnd(index: number): number {
    if (index >= this.chunkFrom && index < this.chunkTo) return this.chunkTo;
    if (index >= this.chunkTo && index < this.trailingTo) return index + 1;
    const { forms, length } = this;
    let to = index;
    if (to < length && ((forms[to] ?? 0) & Mark.delimiter) === 0) {
      to += 1;
      while (to < length && ((forms[to] ?? 0) & (Mark.delimiter | Mark.space)) === 0) to += 1;
    }
    this.trailingTo = to;
    while (to > index + 1 && TRAILING[this.symbol(to - 1)] === 1) to -= 1;
    this.chunkFrom = index;
    this.chunkTo = Math.max(to, index + 1);
    return this.chunkTo;
  }

  /** Takes the tokens from one to before another out. */
  redact(from: number, to: number): void {
    if (to <= from) return;
    const start = this.folded.origin(this.starts[from] ?? 0);
    const end = this.folded.origin(this.ends[to - 1] ?? 0);
    this.redactions.add(start, end);
  }
}
