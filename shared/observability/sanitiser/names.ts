import { Word as WordOf } from './lexicon';
import type { Line } from './line';
import { Mark as MarkOf } from './marks';

// Read through an import, each would cost a call where modules are loaded one by one.
const Word = WordOf;
const Mark = MarkOf;

/** A word that says one of these is no name, however it is written; names that are words too are the exception. */
const NO_NAME = ~(Word.frequent | Word.particle | Word.suffix | Word.street);
const [DASH, DOT, APOSTROPHE, CARET, COMMA, PLUS] = [45, 46, 39, 94, 44, 43];
const LONGEST_NAME = 8;
/** Tokens joined to one part of a name; no name has more, and a run of them is not read from each of its words again. */
const LONGEST_PART = 24;

/** Given names that logs have as words. */
const GIVEN_WORDS =
  /^(?:max|will|may|june|april|august|mark|bill|grace|rose|art|chase|grant|pat|drew|dean|chip|faith|hope|joy|iris|ruby|pearl|crystal|amber|dawn|eve|summer|autumn|cliff|rich|sandy|penny|olive|hunter|mason|carter|king|young|long|case|jan|guy|miles|gene|dale|jade|star|angel|sky|clay|reed|trace)$/i;

const isOrdinary = (bits: number): boolean =>
  (bits & NO_NAME) !== 0 && (bits & (Word.frequent | Word.common)) !== Word.frequent;

/** Names as people write them: `Roe, Jane Q.`, `ROE^JANE`, `María de la Cruz-O’Neil Jr.` */
export class NameReader {
  constructor(private readonly line: Line) {}

  /** Could the word be a name? `announced`: a key said that a name stands here. */
  isName(index: number, announced: boolean): boolean {
    const { line } = this;
    if (!line.isWord(index)) return false;
    if (line.has(index, Mark.caseless)) return true;
    const bits = line.bits(index);
    if (!line.has(index, Mark.capital | Mark.upper)) return (bits & Word.frequent) !== 0 && (bits & Word.common) === 0;
    if (line.size(index) === 1)
      return line.symbol(index + 1) === DOT || line.symbol(index + 1) === APOSTROPHE || announced;
    if (isOrdinary(bits) && !this.isGivenWord(index)) return false;
    return announced || !this.isCompound(index);
  }

  /** `Jun-ho`, `June Abernathy`, `Max Trottier`: a word that is a name, too, before one that no log has. */
  private isGivenWord(index: number): boolean {
    const { line } = this;
    const next = index + 1;
    if (line.symbol(next) === DASH && line.glued(next))
      return (line.bits(index) & Word.month) !== 0 && line.isWord(index + 2) && line.glued(index + 2);
    if (!line.isWord(next) || !line.has(next, Mark.capital) || (line.bits(next) & ~Word.frequent) !== 0) return false;
    return line.has(next, Mark.space) && !line.has(next, Mark.line) && GIVEN_WORDS.test(line.plain(index, next));
  }

  /** `NotFound`, `DynamoDb`: words run together, unlike `McDonald` and `DeShawn`. */
  private isCompound(index: number): boolean {
    const { line } = this;
    return line.isWord(index + 1) && line.has(index + 1, Mark.joined) && line.size(index) > 3;
  }

  /** @returns where the name that begins here ends; here, if none does. */
  end(from: number, announced: boolean): number {
    const { line } = this;
    let end = from;
    let parts = 0;
    let comma = false;
    while (parts < LONGEST_NAME) {
      if (line.isWord(end)) {
        if (parts > 0 && line.has(end, Mark.line)) break;
        if (!this.continues(from, end, parts, announced)) break;
        end = this.whole(end + 1);
        parts += 1;
      } else if (
        line.symbol(end) === COMMA &&
        parts > 0 &&
        !comma &&
        line.has(end + 1, Mark.space) &&
        (this.isName(end + 1, announced) ||
          (line.bits(end + 1) & Word.suffix && line.has(end + 1, Mark.upper | Mark.capital)))
      ) {
        comma = true;
        end += 1;
      } else break;
    }
    return end;
  }

  private continues(from: number, index: number, parts: number, announced: boolean): boolean {
    const { line } = this;
    if (this.isName(index, announced)) return true;
    const bits = line.bits(index);
    if (bits & Word.particle && this.isName(index + 1, announced)) return true;
    if (parts === 0) return false;
    if (bits & Word.suffix && line.has(index, Mark.capital | Mark.upper)) return true;
    if (line.size(index) === 1 && line.has(index, Mark.upper)) return true;
    // `jane roe` after `patient`: the first is a frequent name, the second no word.
    return bits === 0 && !line.has(from, Mark.capital | Mark.upper) && !line.has(from, Mark.caseless);
  }

  /** Past what is joined to a name's part: `-`, an apostrophe, `^`, the dot of an initial. */
  private whole(index: number): number {
    const { line } = this;
    let end = index;
    while (end - index < LONGEST_PART && line.glued(end)) {
      const code = line.symbol(end);
      if (line.isWord(end)) end += 1;
      else if (code === PLUS && line.glued(end + 1) && line.has(end + 1, Mark.capital)) end += 2;
      else if ((code === DASH || code === APOSTROPHE || code === CARET) && line.glued(end + 1) && line.isWord(end + 1))
        end += 2;
      else if (code === CARET && line.symbol(end + 1) === CARET) end += 1;
      else if (code === DOT && (line.size(end - 1) === 1 || line.bits(end - 1) & Word.suffix)) end += 1;
      else break;
    }
    return end;
  }
}
