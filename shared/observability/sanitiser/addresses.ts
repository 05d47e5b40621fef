import { Word as WordOf } from './lexicon';
import type { Line } from './line';
import { isImageFile } from './media';
import { Mark as MarkOf } from './marks';
import { hasIdentifier, isBareUrl, isPersonalUrl, SYSTEM_MAILBOX } from './urls';

// Read through an import, each would cost a call where modules are loaded one by one.
const Word = WordOf;
const Mark = MarkOf;

/** Addresses of systems are called so, too. */
const WEAK_URL_WORD = /^(?:url|uri|link|href|web|portal|site|refer+er|handle)$/i;
const [OPEN, SLASH, AT, COLON, BRACKET] = [40, 47, 64, 58, 91];
const EMAIL = /^(?:[^\s@]{1,64})@(?:[^\s@.]{1,63}\.)+[^\s@.\d]{2,}\.?$/u;
const CREDENTIALS = /^([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*:[^\s/@]+@/i;

/** Addresses of the web and of mail. */
export class AddressReader {
  constructor(private readonly line: Line) {}

  url(from: number): number {
    const line = this.line;
    let end = from;
    while (
      end < line.length &&
      (end === from || line.glued(end)) &&
      !line.isQuote(end) &&
      line.symbol(end) !== 60 &&
      line.symbol(end) !== 62
    )
      end += 1;
    while (end > from + 1 && /[.,;:)\]}!?|]/.test(line.plain(end - 1, end))) end -= 1;
    const text = line.plain(from, end);
    // The plain text of a longer one is not whole.
    const tooLong = (line.ends[end - 1] ?? 0) - (line.starts[from] ?? 0) > text.length;
    const address = isBareUrl(text) ? `https://${text}` : text.replace(CREDENTIALS, '$1');
    const isPicture = text.startsWith('s3://') && isImageFile(text);
    if (tooLong || isPicture || isPersonalUrl(address, this.isOfPerson(from))) line.redact(from, end);
    else if (CREDENTIALS.test(text)) {
      let index = from + 4;
      while (line.symbol(index) !== COLON) index += 1;
      let at = index;
      while (line.symbol(at) !== AT) at += 1;
      line.redact(index + 1, at);
    }
    return end;
  }

  /** `blog at https://…`: a word before it says that it is a person's page. */
  isOfPerson(from: number): boolean {
    const line = this.line;
    for (let back = from - 1; back >= 0 && from - back < 5; back -= 1) {
      const bits = line.bits(back);
      if (bits & Word.url && !WEAK_URL_WORD.test(line.plain(back, back + 1))) return true;
      if (bits & Word.safehead) return false;
      if (bits & Word.person && from - back > 1) return true;
      if ((line.isDelimiter(back) && line.symbol(back) !== 39) || line.has(back, Mark.line)) return false;
    }
    return false;
  }

  /** `jane at example dot org`, from the `dot`. */
  spoken(index: number): number {
    const line = this.line;
    const says = (place: number, word: string) =>
      line.isWord(place) && line.size(place) === word.length && line.plain(place, place + 1).toLowerCase() === word;
    if (index < 3 || line.size(index) !== 3 || !says(index, 'dot') || !says(index - 2, 'at') || !line.isWord(index + 1))
      return index;
    let from = index - 3;
    while (from > 0 && index - from < 12 && line.glued(from) && !line.isDelimiter(from - 1)) from -= 1;
    let end = index;
    for (let dots = 0; dots < 4 && says(end, 'dot') && line.isWord(end + 1); dots += 1) end = line.chunkEnd(end + 1);
    line.redact(from, end);
    return end;
  }

  /** The addresses of mail between the slashes and colons of a run, up to its last `@`. @returns where to go on. */
  email(from: number, at: number, end: number): number {
    const line = this.line;
    let next = from;
    for (let start = from; start <= at;) {
      let last = start;
      let hasAt = false;
      while (last < end && line.symbol(last) !== COLON && line.symbol(last) !== SLASH) {
        hasAt ||= line.symbol(last) === AT;
        last += 1;
      }
      if (last > start) {
        const text = line.plain(start, last);
        if (hasAt && SYSTEM_MAILBOX.test(text) && !hasIdentifier(text)) next = last;
        else if (hasAt && EMAIL.test(text)) {
          line.redact(this.quotedStart(start), last);
          next = last;
        } else if (hasIdentifier(text)) line.redact(start, last);
      }
      start = last + 1;
    }
    return next;
  }

  /** `o'brien@example.org`: an apostrophe ends a run. */
  private quotedStart(from: number): number {
    const line = this.line;
    let start = from;
    while (start > 1 && line.glued(start) && line.symbol(start - 1) === 39 && line.isWord(start - 2)) start -= 2;
    return start;
  }

  /** `jane [at] example [dot] org`. */
  obscured(index: number, previousChunk: number): number {
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
    line.redact(previousChunk, Math.min(end, line.length));
    return end;
  }
}
