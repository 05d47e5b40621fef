import { DateReader } from './dates';
import { type Announced, KeyReader } from './keys';
import { isKnown } from './known';
import { Word as WordOf } from './lexicon';
import type { Line } from './line';
import { isImageFile } from './media';
import { NameReader } from './names';
import { GroupReader } from './phones';
import { isAddressOfNet, isTechnicalId } from './shapes';
import { Mark as MarkOf } from './tokens';
import { isBareUrl, isPersonalUrl } from './urls';

// Read through an import, each would cost a call where modules are loaded one by one.
const Word = WordOf;
const Mark = MarkOf;

const RESTRICTED_ZIP3 = /^(?:036|059|063|102|203|556|692|790|821|823|830|831|878|879|884|890|893)$/;
/** Bare values end here, as `a=b&c=d`, `a=b; c=d`, `{a:b}` do. */
const STOPS = new Set(Array.from('&;,|)]}>"<', (symbol) => symbol.charCodeAt(0)));
const PHRASE_STOPS = new Set(Array.from('&|}]<"', (symbol) => symbol.charCodeAt(0)));
const NOTHING =
  /^(?:null|undefined|none|nil|true|false|n\/a|nan|missing|empty|unknown|redacted|withheld|masked|hidden|required|optional|string|\*+)$/i;
const ICD10 = /^[A-TV-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?$/;
const ENUM = /^(?:[A-Z]+(?:_[A-Z0-9]+)*|[a-z]+(?:_[a-z]+)*|(?:[A-Z][a-z]+){2,}|\d{1,6})$/;
/** Capitals and digits, as records are numbered, under a key that no system is known to have. */
const STRANGE_CODE = /^[A-Z]{1,6}[-/ ]?\d[-/ \dA-Z]*$/;
const WIDEST_PHRASE = 4096;

/** Values that a key announced: where they end, and whether they are what it said. */
export class ValueReader {
  private readonly keys: KeyReader;
  private readonly names: NameReader;
  private readonly dates: DateReader;
  private readonly groups: GroupReader;
  private readonly unclosed = new Set<number>();

  constructor(private readonly line: Line) {
    this.keys = new KeyReader(line);
    this.names = new NameReader(line);
    this.dates = new DateReader(line);
    this.groups = new GroupReader(line);
  }

  begin(): void {
    this.unclosed.clear();
  }

  /** @returns the quote that closes the one at this token, or the end of the text. */
  closing(at: number): number {
    const { line } = this;
    const code = line.symbol(at);
    if (this.unclosed.has(code)) return line.length;
    let index = at + 1;
    while (index < line.length && line.symbol(index) !== code) index += 1;
    if (index >= line.length) this.unclosed.add(code);
    return index;
  }

  /** Takes the value at a token out if it is what was announced. @returns where reading goes on. */
  take(announced: Announced, at: number, tagged: boolean): number {
    const { line } = this;
    if (line.isMarker(at)) return at + 3;
    if (line.isQuote(at)) {
      const close = this.closing(at);
      if (!this.tells(announced, at + 1, close)) return at;
      line.redact(at + 1, close);
      return Math.min(close + 1, line.length);
    }
    const end = tagged ? this.tagEnd(at) : this.bareEnd(announced, at);
    if (end <= at || !this.tells(announced, at, end)) return at;
    line.redact(at, end);
    return end;
  }

  private tagEnd(at: number): number {
    let end = at;
    while (end < this.line.length && this.line.symbol(end) !== 60) end += 1;
    return end;
  }

  private chunk(at: number): number {
    const { line } = this;
    let end = at;
    while (end < line.length && (end === at || line.glued(end)) && !STOPS.has(line.symbol(end)) && !line.isQuote(end))
      end += 1;
    return end;
  }

  /** Up to the next `key=`, the end of the line, or what encloses it. */
  private phrase(at: number, ofPlace: boolean): number {
    const { line } = this;
    let end = at;
    const last = Math.min(line.length, at + WIDEST_PHRASE);
    while (end < last && !PHRASE_STOPS.has(line.symbol(end)) && !line.isQuote(end)) {
      if (end > at && line.has(end, Mark.line)) break;
      if (end > at && line.has(end, Mark.space) && this.keys.read(end) && (this.keys.equals || ofPlace)) break;
      if (end > at && line.symbol(end) === 40 && line.bits(end + 1) & Word.safehead) break;
      end += 1;
    }
    return end;
  }

  private bareEnd(announced: Announced, at: number): number {
    const { line } = this;
    switch (announced) {
      case 'free':
        return this.phrase(at, false);
      case 'place':
        return line.isNumber(at) && line.size(at) === 5 ? this.chunk(at) : this.phrase(at, true);
      case 'name':
      case 'person':
        return Math.max(this.names.end(at, true), this.chunk(at));
      case 'date':
        return Math.max(this.dates.announced(at), this.chunk(at));
      case 'secret': {
        const end = this.chunk(at);
        const cookie = line.symbol(end) === 59 || line.bits(at - 2) & Word.secret;
        return cookie && line.isWord(at) && line.has(end, Mark.space) ? this.phrase(at, false) : end;
      }
      case 'phone':
      case 'ident':
      case 'idnoun':
      case 'strange': {
        this.groups.read(at);
        const end = this.chunk(at);
        const dashed = announced !== 'phone' && line.plain(at, end).includes('-');
        if (!dashed && this.groups.end > end && this.groups.count <= 6 && this.groups.size <= 19)
          return this.groups.end;
        if (line.has(at, Mark.upper) && end === at + 1 && line.size(at) <= 4 && line.isNumber(end))
          return this.chunk(end);
        return end;
      }
      case 'age':
      case 'bio':
      case 'device':
      case 'email':
      case 'media':
      case 'net': {
        const port = line.symbol(at + 7) === 58 && line.isNumber(at + 8) && line.isNumber(at + 6);
        return port ? at + 7 : this.chunk(at);
      }
      case 'nothing':
      case 'technical':
      case 'login':
      case 'url':
      case 'zip3':
        return this.chunk(at);
    }
  }

  /** `lastName`: what a field is called. */
  private isLabel(from: number, to: number): boolean {
    const { line } = this;
    for (let index = from; index < to; index += 1) {
      if (line.isWord(index) ? !(line.bits(index) & Word.name) : line.symbol(index) !== 95) return false;
    }
    return to > from;
  }

  /** Words that every log has, in small letters, and no digit. */
  private isOrdinary(from: number, to: number): boolean {
    const { line } = this;
    for (let index = from; index < to; index += 1) {
      if (line.isWord(index)) {
        if (line.has(index, Mark.capital | Mark.foreign) || (line.bits(index) & ~Word.frequent) === 0) return false;
      } else if (line.kind(index) !== 4) return false;
    }
    return true;
  }

  /** `hipaa-decrypt-prod`, `nodejs20.x`, `TypeError`, `/patients`: what things are called, not people. */
  private isOfThings(from: number, to: number): boolean {
    const { line } = this;
    const text = line.plain(from, to);
    if (/[_/\\:$@]|\d/.test(text)) return true;
    if (/^[a-z]+(?:[-.][a-z]+)*$/.test(text))
      return !(line.bits(from) & Word.frequent) && text.length > 1 && (/[-.]/.test(text) || this.isOrdinary(from, to));
    if (/^(?:[A-Z]?[a-z]+[A-Z])[A-Za-z]*$/.test(text)) return !/^(?:Mc|Mac|De|La|Le|Di|Van|O)[A-Z]/.test(text);
    for (let index = from; index < to; index += 1) {
      if (line.isWord(index) && (line.bits(index) & Word.common) === 0) return false;
    }
    return true;
  }

  private tells(announced: Announced, from: number, to: number): boolean {
    const { line } = this;
    if (to <= from) return false;
    const text = line.plain(from, to);
    if (NOTHING.test(text)) return false;
    const digits = line.digitCount(from, to);
    switch (announced) {
      case 'free':
        return !ICD10.test(text) && !(ENUM.test(text) && (this.isOrdinary(from, to) || text === text.toUpperCase()));
      case 'secret':
        return !this.isOrdinary(from, to) && !/^\/(?:[a-z._-]+\/?)+$/.test(text);
      case 'bio':
        return (digits > 0 && (text.length > 3 || !/[a-z]/i.test(text))) || text.length >= 8;
      case 'device':
        return digits > 0;
      case 'media':
        return (
          text.length >= 40 || isImageFile(text) || (/^[A-Za-z\d+/]{20,}={0,2}$/.test(text) && !isTechnicalId(text))
        );
      case 'name':
        return (
          !isTechnicalId(text) && !this.isLabel(from, to) && !(this.isOrdinary(from, to) && !line.has(from, Mark.upper))
        );
      case 'person':
        return !isTechnicalId(text) && (digits >= 4 ? /^[\w-]+$/.test(text) : !this.isOfThings(from, to));
      case 'date':
        return digits >= 2 && !isTechnicalId(text);
      case 'phone':
        return digits >= 5 && !isTechnicalId(text) && !/^\d{4}-\d\d-\d\dT/.test(text);
      case 'place':
        return !isTechnicalId(text) && !text.startsWith('/') && !/^https?:/.test(text) && !this.isOrdinary(from, to);
      case 'zip3':
        return RESTRICTED_ZIP3.test(text);
      case 'ident':
        return !isTechnicalId(text) && !/^(?:https?|urn):/.test(text) && (digits > 0 || /^[A-Z]{5,}$/.test(text));
      case 'idnoun':
        return (
          !isTechnicalId(text) &&
          (digits >= 3 || (digits > 0 && /^[A-Z\d]{8,20}$/.test(text))) &&
          !/^arn:|^[a-z]+(?:-[a-z]+)+-?\d{0,3}$/.test(text)
        );
      case 'strange':
        return digits >= 4 && STRANGE_CODE.test(text) && !isTechnicalId(text);
      case 'login':
        return /^[a-z]{2,}\.[a-z]{2,}\d{0,4}$/i.test(text) && !isKnown(text);
      case 'net':
        return isAddressOfNet(text);
      case 'url':
        return /^(?:https?|ftp):\/\//.test(text)
          ? isPersonalUrl(text, true)
          : /^(?:www\.|@)\S/.test(text) || (isBareUrl(text) && isPersonalUrl(`https://${text}`, true));
      case 'email':
        return text.includes('@') || /\bat\b/.test(text);
      case 'age':
        return /^(?:9\d|1\d\d)\b/.test(text);
      case 'nothing':
      case 'technical':
        return false;
    }
  }
}
