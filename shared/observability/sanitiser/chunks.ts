import type { AddressReader } from './addresses';
import type { BareReader } from './bare';
import type { NumberContext } from './context';
import { embeddedText, isPicture, isUnread } from './embedded';
import { KeyReader } from './keys';
import type { Line } from './line';
import { isImageFile } from './media';
import { shapeOf } from './shapes';
import { Kind as KindOf } from './marks';
import { isBareUrl } from './urls';

// Read through an import, each would cost a call where modules are loaded one by one.
const Kind = KindOf;

const [SLASH, AT, COLON] = [47, 64, 58];
const JWT = /^eyJ[\w-]{8,}\.eyJ[\w-]{4,}\.[\w-]*$/;

/** Runs of characters without white space that are something as a whole. */
export class ChunkReader {
  private readonly keys: KeyReader;

  constructor(
    private readonly line: Line,
    private readonly addresses: AddressReader,
    private readonly context: NumberContext,
    private readonly bare: BareReader,
    private readonly inner: ((text: string) => string) | undefined,
  ) {
    this.keys = new KeyReader(line);
  }

  /** A run without white space that is something as a whole. @returns where to go on; here, to read its tokens. */
  chunk(from: number, end: number): number {
    const line = this.line;
    // One token is nothing as a whole, but for a long one and one of letters and digits.
    if (end === from + 1 && line.kind(from) !== Kind.mixed && line.size(from) < 16) return from;
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
    if (colon >= 0 && slashes >= 2 && line.symbol(colon + 1) === SLASH && line.symbol(colon + 2) === SLASH)
      return this.addresses.url(from);
    if (slashes > 0 && colon < 0 && at < 0 && line.isWord(from) && isBareUrl(line.plain(from, end)))
      return this.addresses.url(from);
    if (at === from && end > from + 1 && this.addresses.isOfPerson(from)) {
      line.redact(from, end);
      return end;
    }
    if (at > from) {
      const email = this.addresses.email(from, at, end);
      if (email > from) return email;
    }
    const length = (line.ends[end - 1] ?? 0) - (line.starts[from] ?? 0);
    if (!digits && length < 16 && slashes === 0) {
      if (line.isWord(from) && line.symbol(end) === 0 && end - from < 3) return from;
      return this.file(from, end, slashes);
    }
    if (digits || length >= 16 || (colon === from + 1 && slashes > 0)) {
      const whole = this.whole(from, end, length, slashes, colon === from + 1);
      if (whole > from) return whole;
    }
    return this.file(from, end, slashes);
  }

  private whole(from: number, end: number, length: number, slashes: number, isNamed: boolean): number {
    const line = this.line;
    if (slashes > 0 && line.symbol(from) === SLASH) return from;
    if (length < 16 && end - from === 1 && line.isNumber(from)) return from;
    const text = line.plain(from, end);
    const chars = line.chars(from, end);
    if (isNamed && text.startsWith('arn:')) {
      let last = end;
      while (last < line.length && line.glued(last) && !line.isQuote(last) && line.symbol(last) !== 44) last += 1;
      return last;
    }
    if (isNamed && text.startsWith('data:')) {
      let last = end;
      while (last < line.length && line.glued(last) && !line.isQuote(last)) last += 1;
      line.redact(from, last);
      return last;
    }
    if (length >= 16) {
      if ((text.startsWith('eyJ') && JWT.test(text)) || isPicture(text)) {
        line.redact(from, end);
        return end;
      }
      if (this.inner !== undefined) {
        const embedded = embeddedText(text, chars);
        if (isUnread(text, chars) || (embedded !== undefined && this.inner(embedded) !== embedded)) {
          line.redact(from, end);
          return end;
        }
      }
    }
    if (end - from === 1 && line.isNumber(from)) return from;
    if (line.isWord(from) && this.keys.read(from)) return from;
    const shape = this.isPart(from) ? 'unknown' : shapeOf(text, chars);
    if (shape === 'technical') return end;
    if (shape === 'unknown') return from;
    const technical =
      shape === 'likely'
        ? this.context.isTechnical(from, this.line.technicalTo)
        : shape === 'address' && (this.context.isVersion(from) || from < this.line.technicalTo);
    if (shape === 'phi' && /^\d{3}\.\d\d\.\d{4}$/.test(text) && this.context.isVersion(from)) return end;
    if (!technical) {
      if (/^(?:18|19|20)\d\d[-/.]/.test(text) && this.hasTime(end)) return line.chunkEnd(end);
      this.bare.placeBefore(from);
      // The port after an address says nothing.
      line.redact(from, shape === 'address' && line.symbol(from + 7) === COLON ? from + 7 : end);
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
  isPart(from: number): boolean {
    const line = this.line;
    return (
      from > 0 &&
      line.glued(from) &&
      !line.isDelimiter(from - 1) &&
      line.symbol(from - 1) !== COLON &&
      line.symbol(from - 1) !== SLASH
    );
  }

  /** Names of files with pictures, and paths of people. */
  private file(from: number, end: number, slashes: number): number {
    const line = this.line;
    if (end - from < 3 || line.symbol(end - 2) !== 46 || (!line.isWord(end - 1) && line.kind(end - 1) !== Kind.mixed))
      return from;
    if (slashes > 8 || this.keys.read(from)) return from;
    if (!isImageFile(line.plain(from, end), false)) return from;
    line.redact(from, end);
    return end;
  }
}
