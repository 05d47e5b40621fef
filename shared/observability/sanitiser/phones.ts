import { isSsn, luhn } from './checksums';
import type { Line } from './line';
import { Mark as MarkOf } from './marks';

// Read through an import, each would cost a call where modules are loaded one by one.
const Mark = MarkOf;

const [OPEN, CLOSE, PLUS, DASH, DOT, SLASH] = [40, 41, 43, 45, 46, 47];
const MOST_GROUPS = 12;
/** A form is a number with one hexadecimal digit for the size of each group: 0x324 is three digits, two, and four. */
const FORM = { ssn: 0x324, phone: 0x334, phoneOf1: 0x1334, card: 0x4444, amex: 0x465, start: 0x444, nine: 0x333 };
const WIDEST = 15;

const isPhoneForm = (form: number): boolean => form === FORM.phone || form === FORM.phoneOf1;

/** Groups of digits with gaps, as people write phone numbers, cards, and Social Security numbers. */
export class GroupReader {
  /** Groups read last. */
  count = 0;
  /** Digits of all of them. */
  size = 0;
  /** The groups stand apart by spaces or brackets. */
  apart = false;
  plus = false;
  bracket = false;
  end = 0;
  private form = 0;
  private readonly tokens = new Int32Array(MOST_GROUPS);

  constructor(private readonly line: Line) {}

  /** Reads on from a digit, `+`, or `(`; at most a dozen groups. It runs for each number of a text: no string is made. */
  read(from: number): void {
    const { line } = this;
    let index = from;
    this.count = 0;
    this.size = 0;
    this.form = 0;
    this.apart = false;
    this.plus = line.symbol(index) === PLUS;
    this.bracket = false;
    if (this.plus) index += 1;
    this.end = index;
    while (this.count < MOST_GROUPS) {
      let at = index;
      let wrapped = false;
      if (line.symbol(at) === OPEN && line.isNumber(at + 1) && line.symbol(at + 2) === CLOSE && this.count < 2) {
        wrapped = true;
        at += 1;
      }
      if (!line.isNumber(at)) break;
      if (this.count > 0) {
        if (line.has(index, Mark.line)) break;
        if (line.has(index, Mark.space)) {
          if (this.isComplete()) break;
          this.apart = true;
        }
      }
      this.add(at);
      this.bracket ||= wrapped;
      this.end = at + (wrapped ? 2 : 1);
      index = this.end;
      const code = line.symbol(index);
      const spaced = code === PLUS && this.bracket;
      if ((spaced || code === DASH || code === DOT || (code === SLASH && this.size < 7)) && line.isNumber(index + 1))
        index += 1;
    }
  }

  private add(at: number): void {
    const size = this.line.size(at);
    this.tokens[this.count] = at;
    this.count += 1;
    this.size += size;
    this.form = this.form * 16 + Math.min(size, WIDEST);
  }

  /** Takes no further group behind a space. */
  private isComplete(): boolean {
    const { count, form } = this;
    if (count === 1) return this.size >= 8 && this.size <= 99;
    return form === FORM.ssn || isPhoneForm(form) || form === FORM.card || form === FORM.amex;
  }

  get digits(): string {
    let digits = '';
    for (let index = 0; index < this.count; index += 1) {
      const at = this.tokens[index] ?? 0;
      digits += this.line.plain(at, at + 1);
    }
    return digits;
  }

  /** A phone number by its form alone. */
  isPhone(): boolean {
    const { count, form, size } = this;
    if (this.plus) return size >= 8 && size <= 15;
    if (isPhoneForm(form)) return /^1?[2-9]/.test(this.digits);
    if (this.bracket) return size >= 8 && size <= 13;
    return size >= 9 && size <= 15 && count > 1 && count <= 6 && this.digits.startsWith('0');
  }

  /** A form that no number of a system has, whatever stands around it. */
  isPlain(): boolean {
    return this.plus || this.bracket || isPhoneForm(this.form) || this.form === FORM.ssn || this.isCard();
  }

  isCard(): boolean {
    const { form } = this;
    const isForm = (form > 0x4440 && form <= 0x4447) || form === 0x464 || form === FORM.amex;
    return isForm && luhn(this.digits);
  }

  isSsn(): boolean {
    if (this.form !== FORM.ssn) return false;
    const { digits } = this;
    return isSsn(digits.slice(0, 3), digits.slice(3, 5), digits.slice(5));
  }

  /** Five digits or more, each alone: read out. */
  isReadOut(): boolean {
    return this.count >= 5 && this.apart && this.size === this.count;
  }

  /** Behind a label, all of them are one number. */
  isOne(): boolean {
    const { count, form } = this;
    if (form === FORM.nine || form === FORM.phone || form === FORM.ssn || form === FORM.amex) return true;
    return count >= 3 && Math.floor(form / 16 ** (count - 3)) === FORM.start;
  }
}
