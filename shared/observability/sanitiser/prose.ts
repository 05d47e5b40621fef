import { LABELS } from './context';
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

const FILLERS =
  Word.bio | Word.connect | Word.ident | Word.idnoun | Word.phone | Word.date | Word.name | Word.device | Word.when;
/** A commit would look so, but a label says that it is a person's. */
const SHORT_HEX = /^[0-9A-F]{7,12}$/i;
const PERSONS_NUMBER =
  /^(?:[0-9A-Z]{4}-[0-9A-Z]{3}-[0-9A-Z]{4}|[A-Z]{0,4}-?\d{3,12}[A-Z]?\d*|\d{2,6}(?:-\d{2,6}){1,3})$/;
const MOST_FILLERS = 7;
/** `GKX 771`, `8XYZ 204`: the first of two parts of a plate. */
const PLATE_START = /^(?:\d?[A-Z]{1,4}|[A-Z]{1,3}\d{1,2}|[A-Z]{1,3}-[A-Z]{1,2})$/;
/** Letters and digits mixed, or a long number. */
const PASSWORD = /^(?=.*\d)(?=.*[A-Za-z])[^:/]{6,64}$|^\d{5,12}$/;
/** A version, or words before a date or a number: `prod-2025.06.03-4`. */
const NO_IDENTIFIER = /^(?:\d{1,3}(?:\.\d{1,3}){2,3}$|[a-z]{3,}-\d)/;
const DWELLS = /^(?:lives|living|resides|residing|moved|relocated)$/i;
const LAST_FOUR = /(?:end(?:s|ing) (?:in|with)|last (?:4|four))(?: digits)?(?: of)?:?$/i;
const MOST_JOINED = 8;
const MOST_MEASURES = 512;
const JOINING = /^(?:and|or|into|to|with|vs|und|et|y|e)$/i;
const digitsAsZero = (text: string): string => text.slice(0, 64).replace(/\d/g, '0');
/** Pairs of hexadecimal digits, but not the six of a network card: the serial number of a certificate. */
const HEX_PAIRS = /^[0-9a-f]{2}(?::[0-9a-f]{2}){1,4}$|^[0-9a-f]{2}(?::[0-9a-f]{2}){6,}$/i;
const [HASH, DOT, COLON, OPEN, DASH, SLASH, COMMA, AMPERSAND, BRACKET] = [35, 46, 58, 40, 45, 47, 44, 38, 91];

/** Labels and what stands after them in sentences, and what has no label at all. */
export class ProseReader {
  constructor(
    private readonly line: Line,
    private readonly names: NameReader,
    private readonly dates: DateReader,
    private readonly groups: GroupReader,
  ) {}

  /** Reads on from a label. @returns where its value ends; nothing where none is. */
  label(index: number, technicalTo: number): number | undefined {
    const { line } = this;
    let bits = this.isHl7Field(index) ? Word.ident : this.isDob(index) ? Word.date : line.bits(index);
    if (bits & Word.secret) {
      const spoken = this.secret(index);
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
    const end = measured > at ? measured : this.value(bits, at, connected || at > index + 1, technicalTo);
    if (end <= at) return undefined;
    line.redact(at, end);
    return bits & Word.place && !line.isNumber(at) ? this.nextPlace(end) : this.more(at, end);
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

  /** `records 48291 and 48292`: what is joined to a number and looks as it does is of the same kind. */
  private more(from: number, to: number): number {
    const { line } = this;
    let end = to;
    const form = digitsAsZero(line.plain(from, to));
    for (let count = 0; count < MOST_JOINED && form.length >= 4 && form.includes('0'); count += 1) {
      const code = line.symbol(end);
      const joined =
        code === COMMA ||
        code === SLASH ||
        code === AMPERSAND ||
        (line.isWord(end) && JOINING.test(line.plain(end, end + 1)));
      if (!joined) break;
      const next = line.chunkEnd(end + 1);
      const text = line.plain(end + 1, next);
      if (digitsAsZero(text) !== form || isTechnicalId(text)) break;
      line.redact(end + 1, next);
      end = next;
    }
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

  /** `otp 492817`, `cvv 123`, `password is hunter2`. */
  private secret(index: number): number {
    const { line } = this;
    const word = line.plain(index, index + 1).toLowerCase();
    if (!/^(?:cvv|cvc|pin|otp|passcode|password|passwd|pwd|passphrase)$/.test(word)) return index;
    let at = index + 1;
    while (at < index + 4 && line.isWord(at) && /^(?:is|was|code|number)$/i.test(line.plain(at, at + 1))) at += 1;
    if (line.isQuote(at)) at += 1;
    const end = line.chunkEnd(at);
    const text = line.plain(at, end);
    const form = word.startsWith('cv')
      ? /^\d{3,4}$/
      : word.startsWith('pass') || word === 'pwd'
        ? PASSWORD
        : /^\d{4,8}$/;
    if (!line.has(at, Mark.space) && !line.isQuote(at - 1)) return index;
    if (!form.test(text) || isTechnicalId(text)) return index;
    line.redact(at, end);
    return end;
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

  private value(bits: number, at: number, connected: boolean, technicalTo: number): number {
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
    return enough && (shapeOf(text) !== 'technical' || SHORT_HEX.test(text)) && !/^\d{4}-\d\d-\d\dT/.test(text)
      ? Math.max(end, this.apart(at, end))
      : at;
  }

  /** `S 0 0 4 8 2`: groups that go on behind a space. */
  private apart(at: number, end: number): number {
    this.groups.read(at);
    return this.groups.isOne() ? this.groups.end : end;
  }
}
