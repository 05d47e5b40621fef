/**
 * A quote behind backslashes, as in JSON inside a string, stands as one of these: how often it is escaped says which
 * quote closes which.
 */
export const ESCAPED_QUOTE = 0xe000;
export const ESCAPED_QUOTE_LEVELS = 8;

/** Digits of other scripts begin here, ten in a row each. */
const DIGIT_ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50];
const ZERO_WIDTH = /* @__PURE__ */ new Set([0xad, 0x200b, 0x200c, 0x200d, 0x2060, 0xfeff, 0x200e, 0x200f]);
const DASHES = /* @__PURE__ */ new Set([0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xfe58, 0xfe63]);
const LOOKALIKES = /* @__PURE__ */ new Map([
  [0x2018, 39],
  [0x2019, 39],
  [0x201c, 34],
  [0x201d, 34],
  [0x2028, 10],
  [0x2029, 10],
  [0x3000, 32],
  [0xa0, 32],
  [0x202f, 32],
  [0x205f, 32],
]);

/** The plain character that one of another script or width stands for; 0 for one of no width. */
export const plain = (code: number): number => {
  if (code < 0x80 || (code < 0x660 && code !== 0xa0 && code !== 0xad)) return code;
  if (code >= 0xff01 && code <= 0xff5e) return code - 0xfee0;
  if (ZERO_WIDTH.has(code)) return 0;
  if (DASHES.has(code)) return 45;
  if (code >= 0x2000 && code <= 0x200a) return 32;
  if (code >= ESCAPED_QUOTE && code < ESCAPED_QUOTE + 32) return 63;
  const zero = DIGIT_ZEROS.find((first) => code >= first && code < first + 10);
  return zero === undefined ? (LOOKALIKES.get(code) ?? code) : 48 + code - zero;
};
