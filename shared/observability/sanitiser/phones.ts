import type { Line } from './line';
import { Mark as MarkOf } from './tokens';
import { isSsn, luhn } from './shapes';

// Read through an import, each would cost a call where modules are loaded one by one.
const Mark = MarkOf;

const [OPEN, CLOSE, PLUS, DASH, DOT, SLASH] = [40, 41, 43, 45, 46, 47];
/** Forms that take no further group behind a space. */
const COMPLETE = /^(?:3-2-4|(?:1-)?3-3-4|4-4-4-4|4-6-5|[89]|\d\d)$/;
const MOST_GROUPS = 12;

/** Groups of digits with gaps, as people write phone numbers, cards, and Social Security numbers. */
export class GroupReader {
  /** Lengths of the groups read last. */
  readonly sizes: number[] = [];
  digits = '';
  /** The groups stand apart by spaces or brackets. */
  apart = false;
  plus = false;
  bracket = false;
  end = 0;

  constructor(private readonly line: Line) {}

  /** Reads on from a digit, `+`, or `(`; at most a dozen groups. */
  read(from: number): void {
    const { line } = this;
    let index = from;
    this.sizes.length = 0;
    this.digits = '';
    this.apart = false;
    this.plus = line.symbol(index) === PLUS;
    this.bracket = false;
    if (this.plus) index += 1;
    this.end = index;
    while (this.sizes.length < MOST_GROUPS) {
      let at = index;
      let wrapped = false;
      if (line.symbol(at) === OPEN && line.isNumber(at + 1) && line.symbol(at + 2) === CLOSE && this.sizes.length < 2) {
        wrapped = true;
        at += 1;
      }
      if (!line.isNumber(at)) break;
      if (
        this.sizes.length > 0 &&
        (line.has(index, Mark.line) || (line.has(index, Mark.space) && COMPLETE.test(this.form)))
      )
        break;
      if (this.sizes.length > 0 && line.has(index, Mark.space)) this.apart = true;
      this.sizes.push(line.size(at));
      this.digits += line.plain(at, at + 1);
      this.bracket ||= wrapped;
      this.end = at + (wrapped ? 2 : 1);
      index = this.end;
      const code = line.symbol(index);
      const spaced = code === PLUS && this.bracket;
      if (
        (spaced || code === DASH || code === DOT || (code === SLASH && this.digits.length < 7)) &&
        line.isNumber(index + 1)
      )
        index += 1;
    }
  }

  /** Sizes as text, as `3-2-4`. */
  get form(): string {
    return this.sizes.join('-');
  }

  /** A phone number by its form alone. */
  isPhone(): boolean {
    const { form, digits } = this;
    if (this.plus) return digits.length >= 8 && digits.length <= 15;
    if (/^(?:1-)?3-3-4$/.test(form)) return /^1?[2-9]/.test(digits);
    if (this.bracket) return digits.length >= 8 && digits.length <= 13;
    if (!digits.startsWith('0') || digits.length < 9 || digits.length > 15) return false;
    return this.sizes.length > 1 && this.sizes.length <= 6;
  }

  /** A form that no number of a system has, whatever stands around it. */
  isPlain(): boolean {
    return this.plus || this.bracket || this.isCard() || /^(?:(?:1-)?3-3-4|3-2-4)$/.test(this.form);
  }

  isCard(): boolean {
    return /^(?:4-4-4-[1-7]|4-6-[45])$/.test(this.form) && luhn(this.digits);
  }

  isSsn(): boolean {
    const { digits } = this;
    return this.form === '3-2-4' && isSsn(digits.slice(0, 3), digits.slice(3, 5), digits.slice(5));
  }

  /** Five digits or more, each alone: read out. */
  isReadOut(): boolean {
    return this.sizes.length >= 5 && this.apart && this.sizes.every((size) => size === 1);
  }
}
