import { Word as WordOf } from './lexicon';
import type { Line } from './line';
import { Mark as MarkOf } from './marks';

// Read through an import, each would cost a call where modules are loaded one by one.
const Word = WordOf;
const Mark = MarkOf;

const NUMERIC =
  /^(?:\d{1,2}([-/.])\d{1,2}\1\d{2,4}|\d{4}([-/.])\d{1,2}(?:\2\d{1,2})?(?:T[\d:.,]*(?:Z|[+-]\d\d:?\d\d)?)?|(?:18|19|20)\d{6}(?:\d{4,6})?|(?:18|19|20)\d\d)$/i;
const NAMED = /^\d{1,2}(?:st|nd|rd|th)?[-/.]?[a-z]{3,10}\.?[-/.,]?\d{2,4}$/i;
const ORDINAL = /^\d{1,2}(?:st|nd|rd|th)$/i;
const [DOT, COMMA, COLON] = [46, 44, 58];

/** Dates as people write them. */
export class DateReader {
  constructor(private readonly line: Line) {}

  isMonth(index: number): boolean {
    return (this.line.bits(index) & Word.month) !== 0 && this.line.has(index, Mark.capital | Mark.upper);
  }

  private day(index: number): boolean {
    const { line } = this;
    if (line.isNumber(index)) return line.size(index) <= 2;
    return line.size(index) <= 4 && ORDINAL.test(line.plain(index, index + 1));
  }

  private year(index: number): boolean {
    const { line } = this;
    return line.isNumber(index) && (line.size(index) === 4 || line.size(index) === 2);
  }

  /** @returns where the date with a named month ends; here, if none begins here. */
  named(from: number): number {
    const { line } = this;
    let index = from;
    const past = () => {
      while (line.symbol(index) === DOT || line.symbol(index) === COMMA) index += 1;
    };
    if (this.isMonth(index)) {
      index += 1;
      past();
      if (!this.day(index)) return this.year(index) && line.size(index) === 4 ? index + 1 : from;
      index += 1;
      past();
      if (this.year(index) && line.symbol(index + 1) !== COLON) return index + 1;
      return line.isNumber(index - 1) || line.size(index - 1) <= 4
        ? index - (line.symbol(index - 1) === COMMA ? 1 : 0)
        : from;
    }
    if (!this.day(index)) return from;
    index += 1;
    const preposition = () => {
      if (line.bits(index) & (Word.connect | Word.particle) && line.size(index) === 2) index += 1;
    };
    preposition();
    const month = index;
    if (!(line.bits(month) & Word.month)) return from;
    index += 1;
    past();
    preposition();
    if (this.year(index)) return this.isMonth(month) || line.size(index) === 4 ? index + 1 : from;
    // A day of a year that is not said; not `3 May` of a sentence that goes on with a time.
    return this.isMonth(month) && line.size(month) > 3 && !line.isNumber(index) ? month + 1 : from;
  }

  /** `17 04 1983`, `1983 04 17`. */
  private apart(from: number): number {
    const { line } = this;
    for (let at = from; at < from + 3; at += 1) {
      if (!line.isNumber(at) || (at > from && !line.has(at, Mark.space)) || line.has(at, Mark.line)) return from;
    }
    const sizes = [0, 1, 2].map((each) => line.size(from + each));
    const [first = 0, second = 0, third = 0] = sizes;
    const [day, year] = third === 4 ? [first, third] : [third, first];
    return year === 4 && day <= 2 && second <= 2 ? from + 3 : from;
  }

  /** @returns where the date ends that a label announced; here, if none begins here. */
  announced(from: number): number {
    const { line } = this;
    const named = this.named(from);
    if (named > from) return named;
    const apart = this.apart(from);
    if (apart > from) return apart;
    const end = line.chunkEnd(from);
    const text = line.plain(from, end);
    if (!NUMERIC.test(text) && !NAMED.test(text)) return from;
    // A time of the day after it belongs to it.
    const next = end < line.length && line.isNumber(end) && line.symbol(end + 1) === COLON ? line.chunkEnd(end) : end;
    return next;
  }
}
