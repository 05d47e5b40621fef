import { Word as WordOf } from './lexicon';
import type { Line } from './line';
import { Kind as KindOf, Mark as MarkOf } from './marks';

// Read through an import, each would cost a call where modules are loaded one by one.
const Word = WordOf;
const Kind = KindOf;
const Mark = MarkOf;

/** Words that announce something of a person, wherever they stand. */
export const LABELS =
  Word.ident |
  Word.idnoun |
  Word.phone |
  Word.date |
  Word.person |
  Word.title |
  Word.name |
  Word.media |
  Word.bio |
  Word.age |
  Word.place |
  Word.device |
  Word.box;

/** Words that announce something, or are a part of what is taken out. */
export const SPEAKING =
  LABELS | Word.numword | Word.frequent | Word.url | Word.free | Word.secret | Word.net | Word.email;

/** What stands around a number and says whose it is. */
export class NumberContext {
  constructor(private readonly line: Line) {}

  /** The word before it says that it is a version or a section. */
  isVersion(index: number): boolean {
    const { line } = this;
    for (let back = index - 1; back >= 0 && index - back < 4; back -= 1) {
      if (line.bits(back) & Word.versioned) return true;
      if (line.isWord(back)) return false;
    }
    return false;
  }

  /** Words before it, or the unit after it, say that the number is a system's. */
  isTechnical(index: number, technicalTo: number): boolean {
    const { line } = this;
    if (index < technicalTo) return true;
    const end = line.chunkEnd(index);
    if (line.isWord(end) && line.bits(end) & Word.unit && !line.has(end, Mark.line)) return true;
    for (let back = index - 1, words = 0; back >= 0 && words < 2 && index - back < 6; back -= 1) {
      const kind = line.kind(back);
      if (kind === Kind.word || kind === Kind.mixed) {
        const bits = line.bits(back);
        if (/^(?:error|exception|warn(?:ing)?)$/i.test(line.plain(back, back + 1)) && line.symbol(back + 1) === 58)
          return false;
        if (bits & (Word.safenum | Word.safehead) && !(bits & (Word.ident | Word.phone | Word.date))) return true;
        if (bits & (LABELS & ~Word.date)) return false;
        words += 1;
      } else if (kind === Kind.number) return false;
      if (line.has(back, Mark.line)) return false;
    }
    return false;
  }
}
