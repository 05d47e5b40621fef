import { ESCAPED_QUOTE, ESCAPED_QUOTE_LEVELS } from './plain-codes';

/** Kinds of characters. */
export const Class = { other: 0, lower: 1, upper: 2, digit: 3, space: 4, line: 5 } as const;

/** Of ASCII. */
export const CLASSES = /* @__PURE__ */ (() =>
  Uint8Array.from({ length: 128 }, (_, code) => {
    if (code >= 97 && code <= 122) return Class.lower;
    if (code >= 65 && code <= 90) return Class.upper;
    if (code >= 48 && code <= 57) return Class.digit;
    if (code === 10 || code === 13) return Class.line;
    return code <= 32 ? Class.space : Class.other;
  }))();

/** A quote behind backslashes. */
export const isEscapedQuote = (code: number): boolean =>
  code >= ESCAPED_QUOTE && code < ESCAPED_QUOTE + 2 * ESCAPED_QUOTE_LEVELS;

/** Capitals have even codes, but for two runs of odd ones, `Ł` and `Ż` among them. */
const evenness = (code: number): number =>
  (code >= 0x139 && code <= 0x148) || (code >= 0x179 && code <= 0x17e) ? 1 : 0;

export const classOf = (code: number): number => {
  if (code < 128) return CLASSES[code] ?? Class.other;
  if (isEscapedQuote(code)) return Class.other;
  if (code < 0xc0) return code === 0xaa || code === 0xba || code === 0xb5 ? Class.lower : Class.other;
  if ((code >= 0x2000 && code < 0x2c00) || (code >= 0x3000 && code < 0x3040)) return Class.other;
  if (code < 0x250)
    return (code >= 0xc0 && code <= 0xde) || (code >= 0x100 && code < 0x180 && code % 2 === evenness(code))
      ? Class.upper
      : Class.lower;
  return (code >= 0x391 && code <= 0x3a9) || (code >= 0x400 && code <= 0x42f) ? Class.upper : Class.lower;
};

/** Latin letters with accents, as the letters without: a word says the same either way. */
export const BASE_LETTERS = /* @__PURE__ */ Array.from({ length: 256 }, (_, index) =>
  String.fromCharCode(index + 128)
    .normalize('NFD')
    .toLowerCase()
    .charCodeAt(0),
);

export const isCaseless = (code: number): boolean => code >= 0x400 && !(code >= 0x1e00 && code < 0x2000);

/** The `s` of `MRNs`. */
export const isPlural = (codes: Uint16Array, place: number): boolean =>
  codes[place] === 115 && classOf(codes[place + 1] ?? 0) !== Class.lower;

export const isLetterOrDigit = (type: number): boolean =>
  type === Class.lower || type === Class.upper || type === Class.digit;
