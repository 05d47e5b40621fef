import type { DateReader } from './dates';
import { Word as WordOf } from './lexicon';
import type { Line } from './line';
import { isImageFile } from './media';
import type { NameReader } from './names';
import type { GroupReader } from './phones';
import { isTechnicalId, shapeOf } from './shapes';
import { Kind as KindOf, Mark as MarkOf } from './tokens';

// Read through an import, each would cost a call where modules are loaded one by one.
const Word = WordOf;
const Kind = KindOf;
const Mark = MarkOf;

export const LABELS = Word.ident | Word.idnoun | Word.phone | Word.date | Word.person | Word.title | Word.name | Word.media | Word.bio | Word.age | Word.place | Word.device | Word.box;
const FILLERS = Word.connect | Word.ident | Word.idnoun | Word.phone | Word.date | Word.name | Word.device | Word.when;
const MOST_FILLERS = 7;
const [HASH, DOT, COLON, OPEN, COMMA, DASH, PLUS, SLASH] = [35, 46, 58, 40, 44, 45, 43, 47];

/** Labels and what stands after them in sentences, and what has no label at all. */
export class ProseReader {
  constructor(
    private readonly line: Line,
    private readonly names: NameReader,
    private readonly dates: DateReader,
    private readonly groups: GroupReader,
  ) {}

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
        if (bits & (Word.safenum | Word.safehead) && !(bits & (Word.ident | Word.phone | Word.date))) return true;
        if (bits & (LABELS & ~Word.date)) return false;
        words += 1;
      } else if (kind === Kind.number) return false;
      if (line.has(back, Mark.line)) return false;
    }
    return false;
  }

  /** Reads on from a label. @returns where its value ends; nothing where none is. */
  label(index: number, technicalTo: number): number | undefined {
    const { line } = this;
    let bits = this.isHl7Field(index) ? Word.ident : line.bits(index);
    if ((bits & LABELS) === 0) return undefined;
    if (index > 0 && line.bits(index - 1) & Word.safehead && !(bits & (Word.ident | Word.date | Word.person | Word.title))) return undefined;
    let at = index + 1;
    let connected = false;
    for (let fillers = 0; fillers < MOST_FILLERS; fillers += 1) {
      const symbol = line.symbol(at);
      if (line.isWord(at) && !line.has(at, Mark.line)) {
        const more = line.bits(at);
        if (more & (Word.safetail | Word.safehead) && !(more & (Word.connect | Word.ident))) break;
        if ((more & FILLERS) === 0 || (more & Word.name && this.names.isName(at, false))) break;
        if (more & Word.connect) connected = true;
        bits |= more;
        at += 1;
      } else if (symbol === HASH || symbol === DOT || symbol === COLON || symbol === OPEN || (symbol === SLASH && line.isWord(at + 1)) || (symbol === DASH && (line.isNumber(at + 1) ? line.size(at + 1) <= 2 && line.glued(at) : true))) {
        if (symbol === HASH || symbol === COLON) connected = true;
        if (symbol === OPEN && line.isNumber(at + 1) && bits & Word.phone) break;
        at += symbol === DASH && line.isNumber(at + 1) && line.glued(at) ? 2 : 1;
      } else if (line.isQuote(at) && connected) at += 1;
      else break;
    }
    if (at >= line.length || line.isMarker(at)) return undefined;
    const end = this.value(bits, at, connected || at > index + 1, technicalTo);
    if (end <= at) return undefined;
    line.redact(at, end);
    return end;
  }

  /** `PID-3`: a field of the segment about the patient. */
  private isHl7Field(index: number): boolean {
    const { line } = this;
    if (!line.has(index, Mark.upper) || line.size(index) !== 3 || line.symbol(index + 1) !== DASH) return false;
    return line.isNumber(index + 2) && line.plain(index, index + 1) === 'PID';
  }

  private value(bits: number, at: number, connected: boolean, technicalTo: number): number {
    const { line } = this;
    if (line.isWord(at)) {
      if (bits & (Word.person | Word.title | Word.name)) {
        const end = this.names.end(at, false);
        if (end > at) return end;
      }
      if (bits & Word.date && this.dates.isMonth(at)) return this.dates.named(at);
    }
    if (bits & Word.age) {
      if (line.isNumber(at) && line.numberAt(at) >= 90 && line.numberAt(at) < 130) return at + 1;
    }
    if (bits & Word.date && line.kind(at) !== Kind.word) {
      const end = this.dates.announced(at);
      if (end > at) return end;
    }
    if (bits & Word.phone) {
      this.groups.read(at);
      if (this.groups.digits.length >= 7 && this.groups.digits.length <= 15) return this.groups.end;
    }
    const end = line.chunkEnd(at);
    const digits = line.digitCount(at, end);
    if (bits & Word.media && end > at + 2 && isImageFile(line.plain(at, end))) return end;
    if (bits & Word.bio && digits > 2 && line.kind(at) === Kind.mixed) {
      let last = end;
      while (last < line.length && line.glued(last)) last += 1;
      return last;
    }
    if (bits & Word.place && line.isNumber(at) && line.size(at) === 5) return end;
    if (bits & Word.box && line.isNumber(at)) return end;
    return bits & (Word.ident | Word.idnoun) ? this.identifier(bits, at, end, digits, connected, technicalTo) : at;
  }

  private identifier(bits: number, at: number, end: number, digits: number, connected: boolean, technicalTo: number): number {
    const { line } = this;
    if (at < technicalTo) return at;
    if (line.isNumber(end) && line.isWord(at) && end === at + 1 && line.has(at, Mark.upper) && line.size(at) <= 4 && line.size(end) >= 2) {
      return line.chunkEnd(end);
    }
    if (digits === 0) return at;
    const text = line.plain(at, end);
    if (isTechnicalId(text)) return at;
    this.groups.read(at);
    if (this.groups.isReadOut() || this.groups.isCard() || this.groups.isSsn()) return this.groups.end;
    if (line.isWord(end) && line.bits(end) & Word.unit && !(bits & Word.ident)) return at;
    if (bits & Word.ident) return digits >= 2 && text.length >= 4 ? Math.max(end, this.apart(at, end)) : at;
    const enough = connected ? digits >= 3 && text.length >= 4 : digits >= 6 || (digits >= 4 && /[A-Z]/.test(text)) || (digits >= 3 && /^[A-Z]+-\d/.test(text));
    return enough && shapeOf(text) !== 'technical' && !/^\d{4}-\d\d-\d\dT/.test(text) ? Math.max(end, this.apart(at, end)) : at;
  }

  /** `S 0 0 4 8 2`: groups that go on behind a space. */
  private apart(at: number, end: number): number {
    this.groups.read(at);
    const { form } = this.groups;
    return /^(?:3-3-[34]|4-4-4(?:-\d+)*|3-2-4|4-6-5)$/.test(form) ? this.groups.end : end;
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
    if (index > 0 && line.glued(index) && !line.isDelimiter(before)) return undefined;
    if (!this.names.isName(index, false)) return undefined;
    const end = this.names.end(index, false);
    if (end <= index) return undefined;
    const caret = line.symbol(index + 1) === 94 && line.isWord(index + 2);
    if (caret) return this.take(index, end);
    for (let back = before, words = 0; back >= 0 && words < 2; back -= 1) {
      if (!line.isWord(back) || line.has(back + 1, Mark.line)) break;
      if (line.bits(back) & Word.safehead) return undefined;
      words += 1;
    }
    let parts = 0;
    let frequent = false;
    for (let at = index; at < end; at += 1) {
      if (!line.isWord(at) || line.size(at) === 1) continue;
      parts += 1;
      frequent ||= (line.bits(at) & Word.frequent) !== 0;
      if (line.has(at, Mark.upper) && (line.bits(at) & Word.frequent) === 0 && line.symbol(index + 1) !== COMMA && !line.has(index, Mark.capital)) return frequent && parts > 1 ? this.take(index, end) : undefined;
    }
    if (!frequent && parts < 2) return undefined;
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
    const dated = this.dates.named(index);
    if (dated > index && !(line.symbol(dated) === COLON) && !(line.isNumber(dated) && line.symbol(dated + 1) === COLON)) return this.take(index, dated);
    if (dated > index) return line.chunkEnd(dated);
    if (line.size(index) === 5 && index > 0 && line.isWord(index - 1) && line.size(index - 1) === 2 && line.has(index - 1, Mark.upper) && line.has(index, Mark.space)) {
      this.placeBefore(index);
      return this.take(index, line.chunkEnd(index));
    }
    return this.street(index);
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
  private street(index: number): number | undefined {
    const { line } = this;
    if (line.size(index) > 6) return undefined;
    let at = index + 1;
    for (let words = 0; words < 5 && line.isWord(at) && line.has(at, Mark.space) && line.has(at, Mark.capital | Mark.upper); words += 1) {
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
