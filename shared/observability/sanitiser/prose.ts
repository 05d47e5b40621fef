import { LABELS } from './context';
import type { DateReader } from './dates';
import { takeJoined } from './joined-numbers';
import { LabelledValues } from './labelled-values';
import { Word as WordOf } from './lexicon';
import type { Line } from './line';
import type { NameReader } from './names';
import type { GroupReader } from './phones';
import { takeSpokenSecret } from './spoken-secrets';
import { Kind as KindOf, Mark as MarkOf } from './marks';

// Read through an import, each would cost a call where modules are loaded one by one.
const Word = WordOf;
const Kind = KindOf;
const Mark = MarkOf;

const FILLERS =
  Word.bio | Word.connect | Word.ident | Word.idnoun | Word.phone | Word.date | Word.name | Word.device | Word.when;
const MOST_FILLERS = 7;
const MOST_MEASURES = 512;
const [HASH, DOT, COLON, OPEN, DASH, SLASH, BRACKET] = [35, 46, 58, 40, 45, 47, 91];

/** Labels in sentences, and the words between them and their values. */
export class ProseReader {
  private readonly values: LabelledValues;

  constructor(
    private readonly line: Line,
    private readonly names: NameReader,
    dates: DateReader,
    groups: GroupReader,
  ) {
    this.values = new LabelledValues(line, names, dates, groups);
  }

  /** Reads on from a label. @returns where its value ends; nothing where none is. */
  label(index: number, technicalTo: number): number | undefined {
    const { line } = this;
    let bits = this.isHl7Field(index) ? Word.ident : this.isDob(index) ? Word.date : line.bits(index);
    if (bits & Word.secret) {
      const spoken = takeSpokenSecret(line, index);
      if (spoken > index) return spoken;
    }
    if ((bits & LABELS) === 0 || (bits & Word.title && line.has(index + 1, Mark.joined))) return undefined;
    if (
      index > 0 &&
      line.bits(index - 1) & Word.safehead &&
      !(bits & (Word.ident | Word.date | Word.person | Word.title))
    )
      return undefined;
    let at = this.isDob(index) ? index + 5 : index + 1;
    let connected = false;
    let unknown = 0;
    for (let fillers = 0; fillers < MOST_FILLERS; fillers += 1) {
      const symbol = line.symbol(at);
      if (this.isSerial(at)) {
        connected = true;
        bits |= Word.ident;
        at += 3;
      } else if (line.isWord(at) && !line.has(at, Mark.line)) {
        const more = line.bits(at);
        if (unknown < 2 && at > index && this.isPassed(at, bits)) {
          unknown += 1;
          at += 1;
          continue;
        }
        const ofBody =
          (bits & Word.bio && more & (Word.safehead | Word.media)) || (bits & Word.device && more & Word.place);
        if (more & (Word.safetail | Word.safehead) && !(more & (Word.connect | Word.ident)) && !ofBody) break;
        if (((more & FILLERS) === 0 && !ofBody) || (more & Word.name && this.names.isName(at, false))) break;
        if (more & Word.connect) connected = true;
        bits |= more;
        at += 1;
      } else if (bits & Word.ident && line.isNumber(at) && line.size(at) === 1 && line.plain(at - 1, at) === 'last')
        at += 1;
      else if (
        symbol === HASH ||
        symbol === DOT ||
        symbol === COLON ||
        symbol === OPEN ||
        (symbol === SLASH && line.isWord(at + 1)) ||
        (symbol === DASH && (line.isNumber(at + 1) ? line.size(at + 1) <= 2 && line.glued(at) : true))
      ) {
        if (symbol === HASH || symbol === COLON) connected = true;
        if (symbol === OPEN && line.isNumber(at + 1) && bits & (Word.phone | Word.bio)) break;
        at += symbol === DASH && line.isNumber(at + 1) && line.glued(at) ? 2 : 1;
      } else if (line.isQuote(at) && line.has(at, Mark.space) && line.glued(at + 1) && !line.isQuote(at + 1)) {
        at += 1;
        break;
      } else if (line.isQuote(at) && connected) at += 1;
      else break;
    }
    if (at >= line.length || line.isMarker(at)) return undefined;
    const measured = bits & Word.bio ? this.measures(at) : at;
    const end = measured > at ? measured : this.values.end(bits, at, connected || at > index + 1, technicalTo);
    if (end <= at) return undefined;
    line.redact(at, end);
    return bits & Word.place && !line.isNumber(at) ? this.nextPlace(end) : takeJoined(line, at, end);
  }

  /** `from Schenectady to Utica`. */
  private nextPlace(to: number): number {
    const { line } = this;
    if (!line.isWord(to) || !/^(?:to|and)$/.test(line.plain(to, to + 1)) || !this.names.isName(to + 1, false))
      return to;
    const end = this.names.end(to + 1, false);
    line.redact(to + 1, end);
    return end;
  }

  /** `D.O.B.`. */
  private isDob(at: number): boolean {
    const { line } = this;
    return line.size(at) === 1 && line.symbol(at + 3) === DOT && /^d\.o\.b$/i.test(line.plain(at, at + 5));
  }

  /** A word between a label and its value that says nothing: `voice print 'x'`. */
  private isPassed(at: number, bits: number): boolean {
    const { line } = this;
    if ((bits & (Word.bio | Word.ident | Word.phone | Word.idnoun)) === 0 || line.bits(at) & LABELS) return false;
    if (line.has(at, Mark.capital | Mark.upper))
      return line.has(at, Mark.upper) && line.size(at) <= 5 && line.has(at + 1, Mark.space) && this.isCode(at + 1);
    const silent = Word.common | Word.frequent | (bits & Word.phone ? Word.safenum : 0);
    if ((line.bits(at) & ~silent) !== 0) return false;
    return (
      line.kind(at + 1) === Kind.mixed ||
      this.isCode(at + 1) ||
      (line.isNumber(at + 1) && line.digitCount(at + 1, line.chunkEnd(at + 1)) >= 7) ||
      (line.isNumber(at + 1) && line.size(at + 1) >= 6) ||
      line.isQuote(at + 1)
    );
  }

  /** Four digits or more in a run that begins with a capital. */
  private isCode(at: number): boolean {
    const { line } = this;
    if (!line.has(at, Mark.upper) && line.kind(at) !== Kind.mixed) return false;
    const end = line.chunkEnd(at);
    return line.digitCount(at, end) >= 4 && /^[\dA-Z][-\dA-Z]*$/.test(line.plain(at, end));
  }

  /** `(12,44,90);(33,81,120)`: what was measured of a body. */
  private measures(at: number): number {
    const { line } = this;
    if ((line.symbol(at) !== OPEN && line.symbol(at) !== BRACKET) || line.isMarker(at)) return at;
    let end = at + 1;
    while (end - at < MOST_MEASURES && line.glued(end)) end += 1;
    return line.digitCount(at, end) >= 4 ? end : at;
  }

  /** `S/N`. */
  private isSerial(at: number): boolean {
    const { line } = this;
    return (
      line.symbol(at + 1) === SLASH &&
      line.size(at) === 1 &&
      line.size(at + 2) === 1 &&
      line.plain(at, at + 3).toUpperCase() === 'S/N'
    );
  }

  /** `PID-3`: a field of the segment about the patient. */
  private isHl7Field(index: number): boolean {
    const { line } = this;
    if (line.size(index) !== 3 || line.symbol(index + 1) !== DASH) return false;
    return line.isNumber(index + 2) && /^(?:PID|PV1|NK1|GT1|IN[12]|MRG)$/.test(line.plain(index, index + 1));
  }
}
