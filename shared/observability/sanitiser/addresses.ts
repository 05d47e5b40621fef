import { Word as WordOf } from './lexicon';
import type { Line } from './line';
import { isImageFile } from './media';
import { Mark as MarkOf } from './marks';
import { isBareUrl, isPersonalUrl } from './urls';

// Read through an import, each would cost a call where modules are loaded one by one.
const Word = WordOf;
const Mark = MarkOf;

/** Addresses of systems are called so, too. */
const WEAK_URL_WORD = /^(?:url|uri|link|href|web|portal|site|refer+er|handle)$/i;
const [OPEN, SLASH, AT, COLON, BRACKET] = [40, 47, 64, 58, 91];
const EMAIL = /^(?:[^\s@]{1,64})@(?:[^\s@.]{1,63}\.)+[^\s@.\d]{2,}\.?$/u;
const SYSTEM_MAILBOX =
  /^(?:git|root|ec2-user|ubuntu|no-?reply|do-?not-?reply|postmaster|mailer-daemon|abuse|hostmaster|webmaster|npm)@/i;
const CREDENTIALS = /^[a-z][a-z0-9+.-]*:\/\/[^\s/@:]*:([^\s/@]+)@/i;

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
    const credentials = CREDENTIALS.exec(text);
    if (credentials !== null) {
      let index = from + 4;
      while (line.symbol(index) !== COLON) index += 1;
      let at = index;
      while (line.symbol(at) !== AT) at += 1;
      line.redact(index + 1, at);
      return end;
    }
    if (text.startsWith('s3://')) {
      if (isImageFile(text) || isPersonalUrl(`https://${text.slice(5)}`, false)) line.redact(from, end);
      return end;
    }
    const address = isBareUrl(text) ? `https://${text}` : text;
    if (/^(?:https?|ftp|wss?):/i.test(address) && isPersonalUrl(address, this.isOfPerson(from))) line.redact(from, end);
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

  email(from: number, at: number, end: number): number {
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
