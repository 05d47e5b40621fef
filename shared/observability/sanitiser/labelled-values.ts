import type { DateReader } from './dates';
import { Word as WordOf } from './lexicon';
import type { Line } from './line';
import { isImageFile } from './media';
import type { NameReader } from './names';
import type { GroupReader } from './phones';
import { isTechnicalId, shapeOf } from './shapes';
import { Kind as KindOf, Mark as MarkOf } from './marks';

// Read through an import, each would cost a call where modules are loaded one by one.
const Word = WordOf;
const Kind = KindOf;
const Mark = MarkOf;

/** A commit would look so, but a label says that it is a person's. */
const SHORT_HEX = /^[0-9A-F]{7,12}$/i;
const PERSONS_NUMBER =
  /^(?:[0-9A-Z]{4}-[0-9A-Z]{3}-[0-9A-Z]{4}|[A-Z]{0,4}-?\d{3,12}[A-Z]?\d*|\d{2,6}(?:-\d{2,6}){1,3})$/;
/** `GKX 771`, `8XYZ 204`: the first of two parts of a plate. */
const PLATE_START = /^(?:\d?[A-Z]{1,4}|[A-Z]{1,3}\d{1,2}|[A-Z]{1,3}-[A-Z]{1,2})$/;
/** A version, or words before a date or a number: `prod-2025.06.03-4`. */
const NO_IDENTIFIER = /^(?:\d{1,3}(?:\.\d{1,3}){2,3}$|[a-z]{3,}-\d)/;
const DWELLS = /^(?:lives|living|resides|residing|moved|relocated)$/i;
const LAST_FOUR = /(?:end(?:s|ing) (?:in|with)|last (?:4|four))(?: digits)?(?: of)?:?$/i;
/** Pairs of hexadecimal digits, but not the six of a network card: the serial number of a certificate. */
const HEX_PAIRS = /^[0-9a-f]{2}(?::[0-9a-f]{2}){1,4}$|^[0-9a-f]{2}(?::[0-9a-f]{2}){6,}$/i;

/** What stands behind a label in a sentence, kind by kind, and where it ends. */
export class LabelledValues {
  constructor(
    private readonly line: Line,
    private readonly names: NameReader,
    private readonly dates: DateReader,
    private readonly groups: GroupReader,
  ) {}

  /** @returns where the value of a label ends that begins at this token; here, if none does. */
  end(bits: number, at: number, connected: boolean, technicalTo: number): number {
    const { line } = this;
    if (line.isWord(at)) {
      if (bits & (Word.person | Word.title | Word.name)) {
        const end = this.names.end(at, false);
        // `SNF`, `ICU`: capitals that are no name.
        const acronym = end === at + 1 && line.has(at, Mark.upper) && line.size(at) <= 3;
        if (end > at && !acronym) return end;
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
      if (this.groups.size === 4 && LAST_FOUR.test(line.plain(Math.max(at - 3, 0), at))) return this.groups.end;
      if (this.groups.size >= 7 && this.groups.size <= 15) return this.groups.end;
    }
    const end = line.chunkEnd(at);
    const digits = line.digitCount(at, end);
    if (bits & Word.media && end > at + 2 && isImageFile(line.plain(at, end))) return end;
    if (bits & Word.bio && digits > 2 && line.kind(at) !== Kind.number && !isTechnicalId(line.plain(at, end))) {
      let last = end;
      while (last < line.length && line.glued(last)) last += 1;
      return last;
    }
    if (bits & Word.place && line.isNumber(at) && line.size(at) === 5) return end;
    if (
      bits & Word.place &&
      line.isWord(at) &&
      (line.isQuote(at - 1) || (line.has(at, Mark.capital) && (connected || !DWELLS.test(line.plain(at - 1, at)))))
    ) {
      const town = this.names.end(at, false);
      if (town > at) return town;
    }
    if (
      bits & Word.person &&
      digits >= 4 &&
      PERSONS_NUMBER.test(line.plain(at, end)) &&
      (connected || !line.isNumber(at) || (end > at + 1 && digits >= 6))
    )
      return end;
    if (bits & Word.box && line.isNumber(at)) return end;
    if (
      bits & (Word.person | Word.bio) &&
      digits >= 5 &&
      end === at + 1 &&
      line.isNumber(at) &&
      !(line.bits(end) & Word.unit)
    )
      return end;
    return bits & (Word.ident | Word.idnoun | Word.bio | Word.device)
      ? this.identifier(bits, at, end, digits, connected, technicalTo)
      : at;
  }

  private identifier(
    bits: number,
    at: number,
    end: number,
    digits: number,
    connected: boolean,
    technicalTo: number,
  ): number {
    const { line } = this;
    if (at < technicalTo) return at;
    if (line.isNumber(end) && end === at + 1 && PLATE_START.test(line.plain(at, end)) && line.size(end) >= 2) {
      return line.chunkEnd(end);
    }
    // `AB12 CDE`, a plate of Britain.
    if (
      end === at + 1 &&
      line.size(end) === 3 &&
      line.has(end, Mark.upper) &&
      /^[A-Z]{2}\d\d$/.test(line.plain(at, end))
    )
      return end + 1;
    if (digits === 0) return at;
    const text = line.plain(at, end);
    if (isTechnicalId(text) || HEX_PAIRS.test(text) || (!(bits & Word.ident) && NO_IDENTIFIER.test(text))) return at;
    this.groups.read(at);
    if (this.groups.isReadOut() || this.groups.isCard() || this.groups.isSsn()) return this.groups.end;
    if (line.isWord(end) && line.bits(end) & Word.unit && !(bits & Word.ident)) return at;
    if (bits & Word.ident) return digits >= 2 && text.length >= 4 ? Math.max(end, this.apart(at, end)) : at;
    const named = /^\d?[A-Z]{2,3}-?\d{3,4}$/.test(text);
    const enough =
      named || connected
        ? (digits >= 3 && text.length >= 4) || /^(?=.*\d)[A-Z\d]{8,20}$/.test(text)
        : digits >= 6 || (digits >= 4 && /[A-Z]/.test(text)) || (digits >= 3 && /^[A-Z]+-\d/.test(text));
    return enough &&
      (shapeOf(text, line.chars(at, end)) !== 'technical' || SHORT_HEX.test(text)) &&
      !/^\d{4}-\d\d-\d\dT/.test(text)
      ? Math.max(end, this.apart(at, end))
      : at;
  }

  /** `S 0 0 4 8 2`: groups that go on behind a space. */
  private apart(at: number, end: number): number {
    this.groups.read(at);
    return this.groups.isOne() ? this.groups.end : end;
  }
}
