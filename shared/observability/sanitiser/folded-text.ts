import { ESCAPED_QUOTE, ESCAPED_QUOTE_LEVELS, plain } from './plain-codes';

const CODE = { backslash: 92, percent: 37, ampersand: 38, quote: 34, apostrophe: 39, space: 32, newline: 10 };
const ENTITIES: Readonly<Record<string, number>> = { quot: 34, apos: 39, amp: 38, lt: 60, gt: 62, nbsp: 32 };

const hexValue = (code: number): number => {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
};

/** Nothing to decode: no `\\`, `%`, or `&`, and ASCII alone. Three searches are faster than one regular expression. */
const isPlain = (text: string): boolean =>
  !text.includes('\\') && !text.includes('%') && !text.includes('&') && Buffer.byteLength(text) === text.length;

/**
 * A text without its encodings: escapes of JSON, percent-encoding, entities, full-width forms, each as the character that
 * it stands for, with the place in the original where it began. Each step takes at least one character, and looks back
 * at none: linear.
 */
export class FoldedText {
  /** The text in plain characters. */
  plain = '';
  /** Its codes, and a space behind them: read from here each costs a third of what it costs read from the text. */
  codes = new Uint16Array(2048);
  /** Where in the original each code begins; one more entry than codes, for the end. */
  private at = new Int32Array(2049);
  length = 0;
  /** Nothing was decoded: the codes are the text's own. */
  same = true;
  private bytes = Buffer.from(this.codes.buffer);

  read(text: string): void {
    const { length } = text;
    if (this.codes.length <= length) {
      this.codes = new Uint16Array(length * 2);
      this.at = new Int32Array(length * 2 + 1);
      this.bytes = Buffer.from(this.codes.buffer);
    }
    this.bytes.write(text, 0, 'utf16le');
    this.same = isPlain(text);
    if (this.same) {
      this.plain = text;
      this.length = length;
    } else this.fold(text);
    this.codes[this.length] = CODE.space;
  }

  /** In place: what is read is never behind what is written, nor any of it again. */
  private fold(text: string): void {
    const { length } = text;
    this.length = 0;
    const { codes, at } = this;
    let put = 0;
    let place = 0;
    while (place < length) {
      const code = codes[place] ?? 0;
      if (code < 0x80 && code !== CODE.backslash && code !== CODE.percent && code !== CODE.ampersand) {
        codes[put] = code;
        at[put] = place;
        put += 1;
        place += 1;
      } else {
        this.length = put;
        place = this.decode(text, place, code);
        put = this.length;
      }
    }
    this.length = put;
    at[put] = length;
    this.plain = this.bytes.toString('utf16le', 0, put * 2);
  }

  /** Where in the original the plain character at this place begins. */
  origin(place: number): number {
    return this.same ? place : (this.at[place] ?? 0);
  }

  private put(code: number, place: number): void {
    if (code === 0) return;
    this.codes[this.length] = code;
    this.at[this.length] = place;
    this.length += 1;
  }

  /** @returns where the next character begins. */
  private decode(text: string, place: number, code: number): number {
    if (code === CODE.backslash) return this.escape(text, place);
    if (code === CODE.percent) return this.percent(text, place);
    if (code === CODE.ampersand) return this.entity(text, place);
    this.put(plain(code), place);
    return place + 1;
  }

  private escape(text: string, place: number): number {
    let after = place + 1;
    while (text.charCodeAt(after) === CODE.backslash) after += 1;
    const code = text.charCodeAt(after);
    if (code === CODE.quote || code === CODE.apostrophe) {
      const level = Math.min(after - place, ESCAPED_QUOTE_LEVELS) - 1;
      this.put(ESCAPED_QUOTE + level + (code === CODE.quote ? 0 : ESCAPED_QUOTE_LEVELS), place);
      return after + 1;
    }
    const letter = text[after];
    if (letter === 'n' || letter === 'r') this.put(CODE.newline, place);
    else if (letter === 't') this.put(CODE.space, place);
    else if (letter === '/') this.put(47, place);
    else if (letter === 'u' || letter === 'x') {
      const digits = letter === 'u' ? 4 : 2;
      const value = this.hex(text, after + 1, digits);
      if (value < 0) {
        this.put(CODE.backslash, place);
        return after;
      }
      this.put(value < 32 ? CODE.space : plain(value), place);
      return after + 1 + digits;
    } else {
      this.put(CODE.backslash, place);
      return after;
    }
    return after + 1;
  }

  private hex(text: string, place: number, digits: number): number {
    let value = 0;
    for (let index = 0; index < digits; index += 1) {
      const digit = hexValue(text.charCodeAt(place + index));
      if (digit < 0) return -1;
      value = value * 16 + digit;
    }
    return value;
  }

  /** A byte that is percent-encoded, however often over. */
  private byte(text: string, place: number): { readonly value: number; readonly after: number } {
    let digits = place + 1;
    while (text.charCodeAt(digits) === 50 && text.charCodeAt(digits + 1) === 53) digits += 2;
    const value = text.charCodeAt(place) === CODE.percent ? this.hex(text, digits, 2) : -1;
    return { value, after: digits + 2 };
  }

  private percent(text: string, place: number): number {
    const first = this.byte(text, place);
    if (first.value < 0) {
      this.put(CODE.percent, place);
      return place + 1;
    }
    let { value } = first;
    let { after } = first;
    const more = value >= 0xf0 ? 3 : value >= 0xe0 ? 2 : value >= 0xc0 ? 1 : 0;
    if (more > 0) value &= 0x3f >> more;
    for (let index = 0; index < more; index += 1) {
      const next = this.byte(text, after);
      if (next.value < 0x80 || next.value > 0xbf) break;
      value = (value << 6) | (next.value & 0x3f);
      ({ after } = next);
    }
    this.put(value < 32 ? CODE.space : plain(Math.min(value, 0xffff)), place);
    return after;
  }

  private entity(text: string, place: number): number {
    const end = text.slice(place, place + 9).indexOf(';');
    const name = end > 1 ? text.slice(place + 1, place + end) : '';
    const number = /^#(?:x([0-9a-f]{1,5})|(\d{1,5}))$/i.exec(name);
    const code =
      number === null ? ENTITIES[name] : number[1] === undefined ? Number(number[2]) : Number.parseInt(number[1], 16);
    if (code === undefined) {
      this.put(CODE.ampersand, place);
      return place + 1;
    }
    this.put(code < 32 ? CODE.space : plain(Math.min(code, 0xffff)), place);
    return place + end + 1;
  }
}
