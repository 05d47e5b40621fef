import { DateReader } from './dates';
import { embeddedText, isPicture } from './embedded';
import { type Announced, KeyReader } from './keys';
import { Word as WordOf } from './lexicon';
import { Line } from './line';
import { isImageFile } from './media';
import { NameReader } from './names';
import { GroupReader } from './phones';
import { LABELS, ProseReader } from './prose';
import { takeSegment } from './segments';
import { bareNumber, shapeOf } from './shapes';
import { Kind as KindOf, Mark as MarkOf } from './tokens';
import { isPersonalUrl } from './urls';
import { ValueReader } from './values';

// Read through an import, each would cost a call where modules are loaded one by one.
const Word = WordOf;
const Kind = KindOf;
const Mark = MarkOf;

const [OPEN, CLOSE, PLUS, DASH, SLASH, AT, COLON, EQUALS] = [40, 41, 43, 45, 47, 64, 58, 61];
const [BRACKET, BRACE, END_BRACKET, END_BRACE] = [91, 123, 93, 125];
/** Words that announce something, or are a part of what is taken out. */
const SPEAKING = LABELS | Word.numword | Word.frequent | Word.url | Word.free | Word.secret | Word.net | Word.email;
const DEEPEST = 64;
const EMAIL = /^(?:[^\s@]{1,64})@(?:[^\s@.]{1,63}\.)+[^\s@.\d]{2,}\.?$/u;
const SYSTEM_MAILBOX = /^(?:git|root|ec2-user|ubuntu|no-?reply|do-?not-?reply|postmaster|mailer-daemon|abuse|hostmaster|webmaster|npm)@/i;
const CREDENTIALS = /^[a-z][a-z0-9+.-]*:\/\/[^\s/@:]*:([^\s/@]+)@/i;
const JWT = /^eyJ[\w-]{8,}\.eyJ[\w-]{4,}\.[\w-]*$/;

/** Finds what must not be in a log in one text. One for all texts: its columns are used again. */
export class Scan {
  private readonly line = new Line();
  private readonly keys = new KeyReader(this.line);
  private readonly values = new ValueReader(this.line);
  private readonly names = new NameReader(this.line);
  private readonly dates = new DateReader(this.line);
  private readonly groups = new GroupReader(this.line);
  private readonly prose = new ProseReader(this.line, this.names, this.dates, this.groups);
  private readonly containers: Announced[] = [];
  private pending: Announced = 'nothing';
  /** Numbers before this token belong to a technical key. */
  private technicalTo = 0;
  private chunkTo = 0;
  private previousChunk = 0;
  private keyTo = 0;

  constructor(
    /** Cleans a text that was found encoded in this one; absent where the depth is used up. */
    private readonly inner: ((text: string) => string) | undefined,
  ) {}

  /** @returns the text without what must not be in a log. */
  clean(text: string): string {
    const line = this.line;
    line.read(text);
    this.values.begin();
    this.containers.length = 0;
    this.pending = 'nothing';
    this.technicalTo = 0;
    this.chunkTo = 0;
    this.previousChunk = 0;
    this.keyTo = 0;
    let index = 0;
    const { kinds: kind, marks: mark, values: value } = line;
    const { length } = line;
    while (index < length) {
      // Most words stand alone and say nothing: they need no more than this.
      if (
        kind[index] === Kind.word &&
        ((value[index] ?? 0) & SPEAKING) === 0 &&
        ((mark[index] ?? 0) & (Mark.capital | Mark.upper | Mark.caseless)) === 0 &&
        (index + 1 === length || ((mark[index + 1] ?? 0) & Mark.space && kind[index + 1] !== Kind.symbol))
      ) {
        if (index >= this.chunkTo) this.previousChunk = index;
        index += 1;
      } else index = Math.max(this.token(index), index + 1);
    }
    return line.redactions.apply(text);
  }

  private token(index: number): number {
    const line = this.line;
    const kind = line.kind(index);
    if (kind === Kind.symbol && line.isDelimiter(index)) return this.delimiter(index);
    if (index >= this.chunkTo) {
      const end = line.chunkEnd(index);
      const next = this.chunk(index, end);
      this.previousChunk = index;
      this.chunkTo = Math.max(next, end);
      if (next > index) return next;
    }
    if (kind === Kind.word) return this.word(index);
    if (kind === Kind.mixed) return this.keyed(index) ?? this.prose.label(index, this.technicalTo) ?? index + 1;
    if (kind === Kind.number) return this.number(index);
    if (line.symbol(index) === PLUS && line.isNumber(index + 1)) return this.number(index);
    return index + 1;
  }

  private delimiter(index: number): number {
    const line = this.line;
    const code = line.symbol(index);
    this.chunkTo = index + 1;
    if (code === BRACE || code === BRACKET) {
      if (line.isMarker(index)) {
        this.pending = 'nothing';
        return index + 3;
      }
      const obscured = this.obscuredEmail(index);
      if (obscured > index) return obscured;
      const inherited = this.containers.at(-1) ?? 'nothing';
      if (this.containers.length < DEEPEST) this.containers.push(this.pending === 'nothing' ? inherited : this.pending);
      this.pending = 'nothing';
      return index + 1;
    }
    if (code === END_BRACE || code === END_BRACKET) {
      this.containers.pop();
      this.pending = 'nothing';
      return index + 1;
    }
    if (code === OPEN) {
      const obscured = this.obscuredEmail(index);
      if (obscured > index) return obscured;
      if (line.isNumber(index + 1)) return this.bracketed(index);
    }
    if (line.isQuote(index)) return this.quote(index);
    return index + 1;
  }

  private quote(index: number): number {
    const line = this.line;
    const inherited = this.containers.at(-1) ?? 'nothing';
    if (inherited !== 'nothing' && inherited !== 'technical' && !(line.isWord(index + 1) && this.keys.read(index + 1))) {
      const code = line.symbol(index + 1);
      if (code !== BRACE && code !== BRACKET) return this.values.take(inherited, index, false);
    }
    if (line.symbol(index + 1) === AT && line.glued(index + 1)) {
      // The end of a quoted local part, as in "jane.roe"@example.org.
      const end = line.chunkEnd(index + 1);
      let open = index - 1;
      while (open > 0 && index - open < 8 && line.symbol(open) !== line.symbol(index)) open -= 1;
      if (end > index + 2 && line.symbol(open) === line.symbol(index)) {
        line.redact(open, end);
        return end;
      }
    }
    return index + 1;
  }

  /** A run without white space that is something as a whole. @returns where to go on; here, to read its tokens. */
  private chunk(from: number, end: number): number {
    const line = this.line;
    let digits = line.kind(from) === Kind.mixed || line.kind(from) === Kind.number;
    let at = -1;
    let slashes = 0;
    let colon = -1;
    for (let index = from; index < end; index += 1) {
      const kind = line.kind(index);
      if (kind === Kind.number || kind === Kind.mixed) digits = true;
      else if (kind === Kind.symbol) {
        const code = line.symbol(index);
        if (code === AT) at = index;
        else if (code === SLASH) slashes += 1;
        else if (code === COLON && colon < 0) colon = index;
      }
    }
    if (colon >= 0 && slashes >= 2 && line.symbol(colon + 1) === SLASH && line.symbol(colon + 2) === SLASH) return this.url(from);
    if (at > from) {
      const email = this.email(from, at, end);
      if (email > from) return email;
    }
    const length = (line.ends[end - 1] ?? 0) - (line.starts[from] ?? 0);
    if (!digits && length < 16 && slashes === 0) {
      if (line.isWord(from) && line.symbol(end) === 0 && end - from < 3) return from;
      return this.file(from, end, slashes);
    }
    if (digits || length >= 16) {
      const whole = this.whole(from, end, length, slashes);
      if (whole > from) return whole;
    }
    return this.file(from, end, slashes);
  }

  private whole(from: number, end: number, length: number, slashes: number): number {
    const line = this.line;
    if (slashes > 0 && line.symbol(from) === SLASH) return from;
    const text = line.plain(from, end);
    if (text.startsWith('arn:')) {
      let last = end;
      while (last < line.length && line.glued(last) && !line.isQuote(last) && line.symbol(last) !== 44) last += 1;
      return last;
    }
    if (text.startsWith('data:')) {
      let last = end;
      while (last < line.length && line.glued(last) && !line.isQuote(last)) last += 1;
      line.redact(from, last);
      return last;
    }
    if (length >= 16) {
      if (JWT.test(text) || isPicture(text)) {
        line.redact(from, end);
        return end;
      }
      const embedded = this.inner === undefined ? undefined : embeddedText(text);
      if (embedded !== undefined && this.inner?.(embedded) !== embedded) {
        line.redact(from, end);
        return end;
      }
    }
    if (end - from === 1 && line.isNumber(from)) return from;
    if (this.keys.read(from) && line.isWord(from)) return from;
    const shape = this.isPart(from) ? 'unknown' : shapeOf(text);
    if (shape === 'technical') return end;
    if (shape === 'unknown') return from;
    const technical =
      shape === 'likely'
        ? this.prose.isTechnical(from, this.technicalTo)
        : shape === 'address' && (this.prose.isVersion(from) || from < this.technicalTo);
    if (!technical) {
      if (/^(?:18|19|20)\d\d[-/.]/.test(text) && this.hasTime(end)) return line.chunkEnd(end);
      this.placeBefore(from);
      line.redact(from, end);
      return end;
    }
    return end;
  }

  /** A date with a time of the day after it is when something was logged. */
  private hasTime(index: number): boolean {
    const line = this.line;
    return line.isNumber(index) && line.size(index) === 2 && line.symbol(index + 1) === COLON && line.glued(index + 1);
  }

  /** It goes on with what is no end of an identifier, or something stands before it that it is a part of. */
  private isPart(from: number): boolean {
    const line = this.line;
    return from > 0 && line.glued(from) && !line.isDelimiter(from - 1) && line.symbol(from - 1) !== COLON && line.symbol(from - 1) !== SLASH;
  }

  private url(from: number): number {
    const line = this.line;
    let end = from;
    while (end < line.length && (end === from || line.glued(end)) && !line.isQuote(end) && line.symbol(end) !== 60 && line.symbol(end) !== 62) end += 1;
    while (end > from + 1 && /[.,;:)\]}!?|]/.test(line.plain(end - 1, end))) end -= 1;
    const text = line.plain(from, end);
    const credentials = CREDENTIALS.exec(text);
    if (credentials !== null) {
      let index = from + 4;
      while (line.symbol(index) !== COLON) index += 1;
      let at = index;
      while (line.symbol(at) !== AT) at += 1;
      line.redact(index + 1, at);
      return end;
    }
    if (/^s3:\/\//.test(text)) {
      if (isImageFile(text) || isPersonalUrl(`https://${text.slice(5)}`, false)) line.redact(from, end);
      return end;
    }
    if (/^(?:https?|ftp|wss?):/i.test(text) && isPersonalUrl(text, false)) line.redact(from, end);
    return end;
  }

  private email(from: number, at: number, end: number): number {
    const line = this.line;
    let start = at - 1;
    while (start > from && line.symbol(start - 1) !== COLON && line.symbol(start - 1) !== SLASH) start -= 1;
    let last = at + 1;
    while (last < end && line.symbol(last) !== COLON && line.symbol(last) !== SLASH) last += 1;
    const text = line.plain(start, last);
    if (!EMAIL.test(text) || SYSTEM_MAILBOX.test(text)) return SYSTEM_MAILBOX.test(text) ? end : from;
    while (start > 1 && line.glued(start) && line.symbol(start - 1) === 39 && line.isWord(start - 2)) start -= 2;
    line.redact(start, last);
    return last;
  }

  /** `jane [at] example [dot] org`. */
  private obscuredEmail(index: number): number {
    const line = this.line;
    const opens = (place: number, word: string) =>
      line.isWord(place + 1) &&
      line.size(place + 1) === word.length &&
      line.plain(place + 1, place + 2).toLowerCase() === word &&
      line.isDelimiter(place + 2);
    if (!opens(index, 'at')) return index;
    let end = index + 4;
    while (end < line.length && end - index < 24) {
      if ((line.symbol(end) === BRACKET || line.symbol(end) === OPEN) && opens(end, 'dot')) end += 4;
      else if (line.symbol(end) === 46 && line.glued(end + 1)) end += 2;
      else break;
    }
    line.redact(this.previousChunk, Math.min(end, line.length));
    return end;
  }

  /** Names of files with pictures, and paths of people. */
  private file(from: number, end: number, slashes: number): number {
    const line = this.line;
    if (end - from < 3 || line.symbol(end - 2) !== 46 || !line.isWord(end - 1) && line.kind(end - 1) !== Kind.mixed) return from;
    if (slashes > 8 || this.keys.read(from)) return from;
    if (!isImageFile(line.plain(from, end))) return from;
    line.redact(from, end);
    return end;
  }

  private keyed(index: number): number | undefined {
    const line = this.line;
    if (index < this.keyTo) return undefined;
    const isKey = this.keys.read(index);
    this.keyTo = this.keys.end;
    if (!isKey) return undefined;
    const { valueAt, tagged } = this.keys;
    let { announced } = this.keys;
    const inherited = this.containers.at(-1) ?? 'nothing';
    if (announced === 'nothing' && inherited !== 'nothing') announced = inherited;
    this.chunkTo = 0;
    this.keyTo = 0;
    if (valueAt >= line.length) return valueAt;
    if (announced === 'technical' || announced === 'nothing') {
      if (announced === 'technical') this.technicalTo = line.isQuote(valueAt) ? line.chunkEnd(valueAt + 1) : line.chunkEnd(valueAt);
      this.pending = announced;
      return valueAt;
    }
    const code = line.symbol(valueAt);
    if ((code === BRACE || code === BRACKET) && !line.isMarker(valueAt)) {
      this.pending = announced;
      return valueAt;
    }
    if (line.isQuote(valueAt) && (line.symbol(valueAt + 1) === BRACE || line.symbol(valueAt + 1) === BRACKET) && announced !== 'free' && announced !== 'secret') {
      this.pending = announced;
      return valueAt + 1;
    }
    return this.values.take(announced, valueAt, tagged);
  }

  private word(index: number): number {
    const line = this.line;
    const segment = line.has(index, Mark.upper) ? takeSegment(line, index) : index;
    if (segment > index) return segment;
    const keyed = this.keyed(index);
    if (keyed !== undefined) return keyed;
    const labelled = this.prose.label(index, this.technicalTo);
    if (labelled !== undefined) return labelled;
    return this.prose.unannounced(index) ?? index + 1;
  }

  private number(index: number): number {
    const line = this.line;
    const inherited = this.containers.at(-1) ?? 'nothing';
    if (inherited !== 'nothing' && inherited !== 'technical') {
      const taken = this.values.take(inherited, index, false);
      if (taken > index) return taken;
    }
    const prose = this.prose.number(index, this.technicalTo);
    if (prose !== undefined) return prose;
    if (this.isPart(index) || index < this.technicalTo) return index + 1;
    const groups = this.groups;
    groups.read(index);
    const follows = groups.end;
    const goesOn = line.glued(follows) && !line.isDelimiter(follows) && /[-_\w]/.test(line.plain(follows, follows + 1)) && !line.isDelimiter(follows + 1) && line.glued(follows + 1);
    if (!goesOn && groups.sizes.length > 1 && (groups.isPhone() || groups.isCard() || groups.isSsn() || groups.isReadOut()) && !this.prose.isTechnical(index, this.technicalTo)) {
      line.redact(index, follows);
      return follows;
    }
    const alone = line.isNumber(index) && !(line.glued(index + 1) && (line.symbol(index + 1) === DASH || line.symbol(index + 1) === 95 || line.symbol(index + 1) === 46));
    const digits = line.symbol(index) === PLUS ? `+${groups.digits}` : line.plain(index, index + 1);
    const plusEnd = line.symbol(index) === PLUS ? groups.end : index + 1;
    if ((alone || groups.plus) && bareNumber(digits) && !this.prose.isTechnical(index, this.technicalTo)) {
      line.redact(index, plusEnd);
      return plusEnd;
    }
    return index + 1;
  }

  /** `(415) 555-0132`, `(21)1098` of a device, `(0010,0010)` of DICOM. */
  private bracketed(index: number): number {
    const line = this.line;
    if (line.symbol(index + 2) === CLOSE && line.glued(index + 3) && (line.isNumber(index + 3) || line.kind(index + 3) === Kind.mixed) && line.size(index + 1) === 2) {
      const part = line.plain(index + 1, index + 2);
      if (part === '21' || part === '10') line.redact(index + 3, index + 4);
      return index + 4;
    }
    if (line.symbol(index + 2) === 44 && line.plain(index + 1, index + 2) === '0010') {
      this.pending = 'ident';
      return index + 5;
    }
    this.groups.read(index);
    if (this.groups.isPhone() && !this.prose.isTechnical(index, this.technicalTo)) {
      line.redact(index, this.groups.end);
      return this.groups.end;
    }
    return index + 1;
  }

  private placeBefore(from: number): void {
    this.prose.placeBefore(from);
  }

  /** For `=` at the end of base64. */
  static readonly padding = EQUALS;
}
