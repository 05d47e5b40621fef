import { Word as WordOf } from './lexicon';
import type { Line } from './line';
import { Mark as MarkOf } from './marks';

// Read through an import, each would cost a call where modules are loaded one by one.
const Word = WordOf;
const Mark = MarkOf;
const UNDERSCORE = 95;

/** Words of texts about people: in such a text a word with a capital that no log knows is a name. */
const OF_PEOPLE =
  /^(?:he|she|his|her|hers|him|pt|mom|dad|son|aunt|wife|says|said|told|lives|uncle|niece|mother|father|sister|nephew|brother|husband|daughter|grandson|grandma|grandpa)$/;
const DOES =
  /^(?:lives|says|said|asks|asked|wants|told|denies|denied|complains|complained|feels|felt|refuses|cried|phoned|wept|thinks|believes|vomited|fainted|fell|married|died|insists|worries|lost|hates|loves|misses|agreed|declined|drinks|smokes|weighs)$/;

/** Names of one word in sentences: what the sentence is about decides. */
export class PeopleSpoken {
  private text: string | undefined;
  private spoken = false;
  /** The text has a field of a name: `lastName`, `first_name`. */
  private fields = false;

  constructor(private readonly line: Line) {}

  /** Is the word with a capital that no list knows somebody's name? */
  isName(index: number, end: number): boolean {
    const { line } = this;
    if (!line.has(index, Mark.capital) || line.size(index) < 3 || (line.glued(end) && !line.isDelimiter(end))) {
      const code = line.symbol(end);
      if (code !== 46 && code !== 39 && code !== 58) return false;
    }
    if (index > 0 && /^(?:called|named|nicknamed)$/.test(line.plain(index - 1, index))) return true;
    if (line.isWord(end) && DOES.test(line.plain(end, end + 1))) return true;
    this.read();
    return this.spoken || (this.fields && this.isQuoted(index, end));
  }

  /** `"Farthing" is shorter than lastName allows`. */
  private isQuoted(index: number, end: number): boolean {
    const { line } = this;
    return (
      end === index + 1 &&
      line.isQuote(index - 1) &&
      line.symbol(end) === line.symbol(index - 1) &&
      line.size(index) > 3
    );
  }

  private read(): void {
    const { line } = this;
    if (this.text === line.text) return;
    this.text = line.text;
    this.spoken = false;
    this.fields = false;
    for (let index = 0; index < line.length && !(this.spoken && this.fields); index += 1) {
      if (!line.isWord(index)) continue;
      const size = line.size(index);
      if (size > 1 && size < 9 && !line.has(index, Mark.joined | Mark.upper))
        this.spoken ||= OF_PEOPLE.test(line.plain(index, index + 1).toLowerCase()) && line.has(index + 1, Mark.space);
      const next = line.symbol(index + 1) === UNDERSCORE ? index + 2 : index + 1;
      if (line.bits(index) & Word.name) this.fields ||= (line.bits(next) & Word.name) !== 0 && line.glued(next);
    }
  }
}
