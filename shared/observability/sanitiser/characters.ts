import { ESCAPED_QUOTE, ESCAPED_QUOTE_LEVELS } from './folded-text';

/** Kinds of characters. */
export const Class = { other: 0, lower: 1, upper: 2, digit: 3, space: 4, line: 5 } as const;

export const CLASSES = new Uint8Array(128);
for (let code = 0; code < 128; code += 1) {
  if (code >= 97 && code <= 122) CLASSES[code] = Class.lower;
  else if (code >= 65 && code <= 90) CLASSES[code] = Class.upper;
  else if (code >= 48 && code <= 57) CLASSES[code] = Class.digit;
  else if (code === 10 || code === 13) CLASSES[code] = Class.line;
  else if (code <= 32) CLASSES[code] = Class.space;
}

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
export const BASE_LETTERS = Array.from({ length: 0x180 - 128 }, (_, index) =>
  String.fromCharCode(index + 128)
    .normalize('NFD')
    .toLowerCase()
    .charCodeAt(0),
);

export const isCaseless = (code: number): boolean => code >= 0x400 && !(code >= 0x1e00 && code < 0x2000);
