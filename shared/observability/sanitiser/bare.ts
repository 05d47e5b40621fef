import type { DateReader } from './dates';
import { Word as WordOf } from './lexicon';
import type { Line } from './line';
import type { NameReader } from './names';
import { PeopleSpoken } from './people';
import { Mark as MarkOf } from './marks';

// Read through an import, each would cost a call where modules are loaded one by one.
const Word = WordOf;
const Mark = MarkOf;

const [DASH, COMMA, DOT, COLON, PLUS, SLASH] = [45, 44, 46, 58, 43, 47];

/** Names, dates, ages, and places that no label announces. */
export class BareReader {
  private readonly people: PeopleSpoken;

  constructor(
    private readonly line: Line,
    private readonly names: NameReader,
    private readonly dates: DateReader,
  ) {
    this.people = new PeopleSpoken(line);
  }

  /** Names, dates, and spelled numbers that no label announces. */
  unannounced(index: number): number | undefined {
    const { line } = this;
    const bits = line.bits(index);
    if (bits & Word.numword) {
      const end = this.spelled(index);
      if (end > index) return this.take(index, end);
    }
    if (bits & Word.month && this.dates.isMonth(index)) {
      const end = this.dates.named(index);
      if (end > index + 1 && line.isNumber(end - 1) && line.size(end - 1) === 4) return this.take(index, end);
    }
    if (line.has(index, Mark.caseless)) return this.take(index, this.names.end(index, false));
    if (!line.has(index, Mark.capital | Mark.upper) || line.has(index, Mark.joined)) return undefined;
    return this.name(index);
  }

  private name(index: number): number | undefined {
    const { line } = this;
    const before = index - 1;
    // `/search/Ada%20Quill`: of a path, two words alone.
    const inPath =
      line.symbol(before) === SLASH && line.has(index + 1, Mark.space) && line.has(index + 1, Mark.capital);
    if (index > 0 && line.glued(index) && !line.isDelimiter(before) && !inPath) return undefined;
    if (!this.names.isName(index, false)) return undefined;
    const end = this.names.end(index, false);
    if (end <= index) return undefined;
    const caret = line.symbol(index + 1) === 94 && line.isWord(index + 2);
    if (caret) return this.take(index, end);
    for (let back = before, words = 0; back >= 0 && words < 2; back -= 1) {
      if (!line.isWord(back) || line.has(back + 1, Mark.line)) break;
      if (line.bits(back) & Word.safehead && !/^users?$/i.test(line.plain(back, back + 1))) return undefined;
      words += 1;
    }
    let parts = 0;
    let frequent = false;
    let unknown = true;
    for (let at = index; at < end; at += 1) {
      if (!line.isWord(at)) continue;
      // An initial behind a name says as much as another name.
      if (line.size(at) === 1) {
        if (parts > 0 && line.symbol(at + 1) === DOT) parts += 1;
        continue;
      }
      parts += 1;
      frequent ||= (line.bits(at) & Word.frequent) !== 0;
      unknown &&= (line.bits(at) & ~Word.frequent) === 0 && line.size(at) > 2;
    }
    // Capitals alone are the way of codes, too: a name there is two words that logs do not use, or a frequent one.
    if (!line.has(index, Mark.capital) && line.symbol(index + 1) !== COMMA && !(parts > 1 && (frequent || unknown)))
      return undefined;
    if (!frequent && parts < 2 && !line.has(index, Mark.foreign) && !(unknown && this.people.isName(index, end)))
      return undefined;
    return this.take(index, end);
  }

  private take(from: number, to: number): number {
    this.line.redact(from, to);
    return to;
  }

  /** Four digits or more as words: `four eight two nine`. */
  private spelled(index: number): number {
    const { line } = this;
    let end = index;
    let words = 0;
    while (end < line.length && end - index < 64) {
      if (line.bits(end) & Word.numword || (line.isNumber(end) && line.size(end) === 1)) words += 1;
      else if (line.symbol(end) !== DASH && line.symbol(end) !== COMMA) break;
      end += 1;
    }
    return words >= 4 ? end : index;
  }

  /** Dates, ages, and addresses that begin with a number. */
  number(index: number, technicalTo: number): number | undefined {
    const { line } = this;
    if (index < technicalTo) return undefined;
    const next = index + 1;
    if (line.symbol(index) === PLUS) return undefined;
    const value = line.size(index) <= 3 ? line.numberAt(index) : 0;
    if (value >= 90 && value < 130) {
      const age = this.age(next);
      if (age > next) return this.take(index, age);
    }
    const place = this.coordinates(index);
    if (place > index) return this.take(index, place);
    const dated = this.dates.named(index);
    if (dated > index && !(line.symbol(dated) === COLON) && !(line.isNumber(dated) && line.symbol(dated + 1) === COLON))
      return this.take(index, dated);
    if (dated > index) return line.chunkEnd(dated);
    if (
      line.size(index) === 5 &&
      index > 0 &&
      line.isWord(index - 1) &&
      line.size(index - 1) === 2 &&
      line.has(index - 1, Mark.upper) &&
      line.has(index, Mark.space)
    ) {
      this.placeBefore(index);
      return this.take(index, line.chunkEnd(index));
    }
    return this.street(index);
  }

  /** `40.712776, -74.005974`: both with four decimals or more. */
  private coordinates(index: number): number {
    const { line } = this;
    const decimal = (from: number): number => {
      const at = line.symbol(from) === DASH ? from + 1 : from;
      const isOne = line.isNumber(at) && line.size(at) <= 3 && line.symbol(at + 1) === DOT && line.glued(at + 2);
      return isOne && line.isNumber(at + 2) && line.size(at + 2) >= 4 ? at + 3 : from;
    };
    const first = decimal(index);
    if (first === index || line.symbol(first) !== COMMA) return index;
    const second = decimal(first + 1);
    return second === first + 1 ? index : second;
  }

  private age(index: number): number {
    const { line } = this;
    const text = line.plain(index, Math.min(index + 6, line.length)).toLowerCase();
    const [matched = ''] = /^[- ]?(?:years?[- ]?old|yrs?[- ]?old|y\/?o\b|jahre alt|year-?old)/.exec(text) ?? [];
    if (matched === '') return index;
    let end = index;
    const to = (line.starts[index] ?? 0) + matched.length;
    while (end < line.length && (line.starts[end] ?? 0) < to) end += 1;
    return end;
  }

  /** `534 Erewhon St`, and the place that stands behind it. */
  street(index: number): number | undefined {
    const { line } = this;
    if (line.size(index) > 6) return undefined;
    let at = index + 1;
    for (
      let words = 0;
      words < 5 && line.isWord(at) && line.has(at, Mark.space) && line.has(at, Mark.capital | Mark.upper);
      words += 1
    ) {
      if (words > 0 && line.bits(at) & Word.street) {
        at += 1;
        if (line.symbol(at) === DOT) at += 1;
        if (line.symbol(at) === COMMA && this.names.isName(at + 1, false)) at = this.names.end(at + 1, false);
        return this.take(index, at);
      }
      at += 1;
      if (line.symbol(at) === DOT && line.size(at - 1) === 1) at += 1;
    }
    return undefined;
  }

  /** The town before a state and its ZIP code: `Skowhegan, ME 04976`. */
  placeBefore(index: number): void {
    const { line } = this;
    let from = index;
    if (line.isWord(from - 1) && line.has(from - 1, Mark.upper) && line.size(from - 1) === 2) from -= 1;
    if (line.symbol(from - 1) === COMMA) from -= 1;
    else if (from === index) return;
    let words = 0;
    while (words < 4 && from > 0 && line.isWord(from - 1) && line.has(from - 1, Mark.capital | Mark.upper)) {
      from -= 1;
      words += 1;
      if (line.has(from, Mark.line)) break;
    }
    if (words > 0 || line.symbol(from) === COMMA) line.redact(from, index);
  }
}
