import { type Announced, announcedBy, STRONG } from './announced';
import { NO_FACTS } from './key-facts';
import { announcedTogether } from './key-phrases';
import { Word as WordOf } from './lexicon';
import type { Line } from './line';
import { Kind as KindOf, Mark as MarkOf } from './marks';

// Read through an import, each would cost a call where modules are loaded one by one.
const Word = WordOf;
const Kind = KindOf;
const Mark = MarkOf;

const LONGEST_KEY = 12;
const SECRET_PAIR =
  /^(?:(?:api|access|private|secret|signing|encryption|master|host|license)[-_. ]?key|(?:push|device|refresh|access|id|session|auth|bearer|api|csrf|xsrf|fcm|apns|reset|invite|verification|security|personal|oauth|user|login|sas|registration|jwt|magic)[-_. ]?token)$/;

const [DASH, DOT, UNDERSCORE, COLON, EQUALS, GREATER, LESS, SLASH, HASH] = [45, 46, 95, 58, 61, 62, 60, 47, 35];

/** Reads what might be a key; `valueAt` is negative where it is none. */
export class KeyReader {
  valueAt = -1;
  /** The token after the last word of the key. */
  end = 0;
  announced: Announced = 'nothing';
  /** Of the key that was read. */
  facts = NO_FACTS;
  /** Ends a bare value: `<` of the closing tag. */
  tagged = false;
  /** Was it `=` that joined key and value? */
  equals = false;
  private all = 0;
  private last = 0;
  private count = 0;
  private strange = false;

  constructor(private readonly line: Line) {}

  /** @returns whether a key begins at this token. */
  read(from: number): boolean {
    this.valueAt = -1;
    if (this.words(from) === 0) return false;
    this.value(from, this.end);
    if (this.valueAt < 0) return false;
    this.announce(from, this.wordBefore(from));
    return true;
  }

  /** What the words that begin at this token announce, though they are no key: a column's or an element's name. */
  announcedOf(from: number): Announced {
    this.valueAt = -1;
    if (this.words(from) === 0) return 'nothing';
    this.announce(from, 0);
    return this.announced;
  }

  private announce(from: number, before: number): void {
    const alone = announcedBy(this.all | before, this.last, this.strange);
    this.facts = this.line.keyFacts(from, this.end);
    this.announced = announcedTogether(this.line, from, this.end, this.valueAt, alone, this.count, this.facts);
  }

  /** Reads the words of what might be a key. @returns how many there are. */
  private words(from: number): number {
    const { line } = this;
    let index = from;
    this.all = 0;
    this.last = 0;
    this.count = 0;
    this.strange = false;
    for (;;) {
      const kind = line.kind(index);
      if ((kind !== Kind.word && kind !== Kind.mixed) || index - from > 2 * LONGEST_KEY) break;
      this.last = line.bits(index);
      this.all |= this.pairBits(index, this.last);
      this.strange ||= (this.last & ~Word.frequent) === 0 && line.size(index) > 2;
      this.count += 1;
      index += 1;
      if (!line.glued(index)) break;
      const code = line.symbol(index);
      if (code === DASH || code === DOT || code === UNDERSCORE) {
        if (!line.glued(index + 1)) break;
        if (line.isNumber(index + 1) && code !== DOT) {
          index += 2;
          if (line.symbol(index) === DOT && line.glued(index) && line.isNumber(index + 1)) index += 2;
          break;
        }
        index += 1;
      }
    }
    this.end = index;
    return this.count;
  }

  /** `api key`, `push token`, and the like are secrets, though neither word is. */
  private pairBits(index: number, bits: number): number {
    const { line } = this;
    const size = line.size(index);
    if ((size !== 3 && size !== 5) || !line.beginsWith(index, size === 3 ? 107 : 116)) return bits;
    if (!/^(?:key|token)$/i.test(line.plain(index, index + 1))) return bits;
    const before = index === 0 ? -1 : line.isWord(index - 1) ? index - 1 : index - 2;
    const pair = before < 0 ? '' : line.plain(before, index + 1).toLowerCase();
    return SECRET_PAIR.test(pair) ? Word.secret : bits;
  }

  /** `File name:`, unlike `Name:`; `Fax line:`, unlike `Line:`. */
  private wordBefore(from: number): number {
    const { line } = this;
    if (from === 0 || !line.has(from, Mark.space) || line.has(from, Mark.line)) return 0;
    if (!line.isWord(from - 1) || !line.isWord(from)) return 0;
    const measure =
      (this.last & (Word.safenum | Word.safetail) ? Word.bio : 0) |
      (this.last & ~Word.common & ~Word.connect ? Word.secret : 0);
    return line.bits(from - 1) & (Word.safehead | STRONG) & ~measure;
  }

  private value(from: number, end: number): void {
    const { line } = this;
    this.tagged = false;
    this.equals = false;
    let index = end;
    if (from > 0 && line.symbol(from - 1) === LESS && line.symbol(index) === GREATER && line.glued(index)) {
      this.tagged = true;
      this.valueAt = index + 1;
      return;
    }
    if (line.glued(index) && line.symbol(index) === HASH) index += 1;
    if (line.isQuote(index) && from > 0 && line.symbol(from - 1) === line.symbol(index)) index += 1;
    else if (!line.glued(index) && line.symbol(index) !== EQUALS && line.symbol(index) !== COLON) return;
    const code = line.symbol(index);
    if (code === EQUALS) {
      this.equals = true;
      index += 1;
      if (line.symbol(index) === GREATER) index += 1;
      else if (line.symbol(index) === EQUALS) return;
    } else if (code === COLON) {
      if (line.glued(index + 1)) {
        const next = line.symbol(index + 1);
        if (next === COLON || (next === SLASH && line.symbol(index + 2) === SLASH)) return;
      }
      index += 1;
    } else return;
    this.valueAt = index;
  }
}
