import type { Announced } from './announced';
import { isKnown } from './known';
import { Word as WordOf } from './lexicon';
import type { Line } from './line';
import { isImageFile } from './media';
import { isAddressOfNet, isTechnicalId } from './shapes';
import { Kind as KindOf, Mark as MarkOf } from './marks';
import { isBareUrl, isPersonalUrl } from './urls';

// Read through an import, each would cost a call where modules are loaded one by one.
const Word = WordOf;
const Mark = MarkOf;
const Kind = KindOf;

const RESTRICTED_ZIP3 = /^(?:036|059|063|102|203|556|692|790|821|823|830|831|878|879|884|890|893)$/;
const NOTHING =
  /^(?:null|undefined|none|nil|true|false|n\/a|nan|missing|empty|unknown|redacted|withheld|masked|hidden|required|optional|string|\*+)$/i;
const ICD10 = /^[A-TV-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?$/;
const ENUM = /^(?:[A-Z]+(?:_[A-Z0-9]+)*|[a-z]+(?:_[a-z]+)*|(?:[A-Z][a-z]+){2,}|\d{1,6})$/;
/** Capitals and digits, as records are numbered, under a key that no system is known to have. */
const STRANGE_CODE = /^[A-Z]{1,6}[-/ ]?\d[-/ \dA-Z]*$/;

/** Tells values that are what their key announced from those that only stand there. */
export class ValueJudge {
  constructor(private readonly line: Line) {}

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
      } else if (line.kind(index) !== Kind.symbol) return false;
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

  /** Is what stands from one token to before another what was announced? */
  tells(announced: Announced, from: number, to: number): boolean {
    const { line } = this;
    if (to <= from) return false;
    const text = line.plain(from, to);
    if (NOTHING.test(text)) return false;
    const digits = line.digitCount(from, to);
    switch (announced) {
      case 'free':
        return !ICD10.test(text) && !(ENUM.test(text) && (this.isOrdinary(from, to) || text === text.toUpperCase()));
      case 'secret':
        return !this.isOrdinary(from, to) && !/^\/[a-z._-]+(?:\/[a-z._-]+)*\/?$/.test(text);
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
