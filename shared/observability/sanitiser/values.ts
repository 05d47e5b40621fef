import type { Announced } from './announced';
import { codeTable } from './code-table';
import { DateReader } from './dates';
import { KeyReader } from './keys';
import { Word as WordOf } from './lexicon';
import type { Line } from './line';
import { NameReader } from './names';
import { GroupReader } from './phones';
import { Mark as MarkOf } from './marks';
import { ValueJudge } from './value-judge';

// Read through an import, each would cost a call where modules are loaded one by one.
const Word = WordOf;
const Mark = MarkOf;

/** Bare values end here, as `a=b&c=d`, `a=b; c=d`, `{a:b}` do. */
const STOPS = /* @__PURE__ */ codeTable('&;,|)]}>"<');
const PHRASE_STOPS = /* @__PURE__ */ codeTable('&|}]<"');
const WIDEST_PHRASE = 4096;
const WIDEST_PLACE = 256;
/** What a value is shows at its beginning. Without this bound, each of many keys in one run of characters would read the whole run. */
const WIDEST_JUDGED = 256;

/** Values that a key announced: where they end. */
export class ValueReader {
  private readonly keys: KeyReader;
  private readonly names: NameReader;
  private readonly dates: DateReader;
  private readonly groups: GroupReader;
  private readonly judge: ValueJudge;
  private readonly unclosed = new Set<number>();
  private chunkFrom = 0;
  private chunkTo = 0;
  private phraseFrom = 0;
  private phraseTo = 0;
  /** The phrase ends here for its length alone. */
  private phraseWide = false;

  constructor(private readonly line: Line) {
    this.keys = new KeyReader(line);
    this.names = new NameReader(line);
    this.dates = new DateReader(line);
    this.groups = new GroupReader(line);
    this.judge = new ValueJudge(line);
  }

  begin(): void {
    this.unclosed.clear();
    this.chunkTo = 0;
    this.phraseTo = 0;
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
      if (!this.judge.tells(announced, at + 1, Math.min(close, at + 1 + WIDEST_JUDGED))) return at;
      line.redact(at + 1, close);
      return Math.min(close + 1, line.length);
    }
    const end = tagged ? this.tagEnd(at) : this.bareEnd(announced, at);
    if (end <= at || !this.judge.tells(announced, at, Math.min(end, at + WIDEST_JUDGED))) return at;
    line.redact(at, end);
    return end;
  }

  private tagEnd(at: number): number {
    let end = at;
    while (end < this.line.length && this.line.symbol(end) !== 60) end += 1;
    return end;
  }

  private chunk(at: number): number {
    if (at >= this.chunkFrom && at < this.chunkTo) return this.chunkTo;
    const { line } = this;
    let end = at;
    while (end < line.length && (end === at || line.glued(end)) && STOPS[line.symbol(end)] !== 1 && !line.isQuote(end))
      end += 1;
    this.chunkFrom = at;
    this.chunkTo = end;
    return end;
  }

  /** Up to the next `key=`, the end of the line, or what encloses it. */
  private phrase(at: number, ofPlace: boolean): number {
    const { line } = this;
    let end = at;
    const last = Math.min(line.length, at + (ofPlace ? WIDEST_PLACE : WIDEST_PHRASE));
    while (end < last && PHRASE_STOPS[line.symbol(end)] !== 1 && !line.isQuote(end)) {
      if (end > at && line.has(end, Mark.line)) break;
      if (end > at && line.has(end, Mark.space) && this.keys.read(end) && (this.keys.equals || ofPlace)) break;
      if (end > at && line.symbol(end) === 40 && line.bits(end + 1) & Word.safehead) break;
      end += 1;
    }
    return end;
  }

  /** A phrase that was refused is not read again from each key in it: from inside it, its end is the same. */
  private freePhrase(at: number): number {
    const inside = at >= this.phraseFrom && at < this.phraseTo;
    if (inside && (!this.phraseWide || this.phraseTo - at > WIDEST_PHRASE / 2)) return this.phraseTo;
    this.phraseFrom = at;
    this.phraseTo = this.phrase(at, false);
    this.phraseWide = this.phraseTo === at + WIDEST_PHRASE;
    return this.phraseTo;
  }

  private bareEnd(announced: Announced, at: number): number {
    const { line } = this;
    switch (announced) {
      case 'free':
        return this.freePhrase(at);
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
        return cookie && line.isWord(at) && line.has(end, Mark.space) ? this.freePhrase(at) : end;
      }
      case 'phone':
      case 'ident':
      case 'idnoun':
      case 'strange': {
        this.groups.read(at);
        const end = this.chunk(at);
        const dashed = announced !== 'phone' && line.plain(at, Math.min(end, at + WIDEST_JUDGED)).includes('-');
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
}
