import { isEscapedQuote } from './characters';

/** What a token is: letters, digits, letters and digits, or one other character. */
export const Kind = { word: 1 << 9, number: 2 << 9, mixed: 3 << 9, symbol: 4 << 9 } as const;
export const KIND = 7 << 9;
/** Where the code of a symbol begins in its form. */
export const SYMBOL_AT = 16;

/** How a token stands, a bit each. */
export const Mark = {
  /** White space before it. */
  space: 1,
  /** A line's end before it. */
  line: 2,
  /** Cut off the token before it, as `Name` of `firstName`. */
  joined: 4,
  /** A capital first, small letters after. */
  capital: 8,
  /** Capitals alone. */
  upper: 16,
  /** Has letters beyond ASCII. */
  foreign: 32,
  /** Has letters of a script without capitals. */
  caseless: 64,
  /** A symbol that ends a run of characters without white space. */
  delimiter: 128,
  /** A quote, which is a delimiter, too. */
  quote: 256,
} as const;

/** The marks of the symbols of ASCII. */
const SYMBOL_MARKS = /* @__PURE__ */ (() => {
  const marks = new Uint16Array(128);
  for (const symbol of ',;|&=<>()[]{}~!?*^$#') marks[symbol.charCodeAt(0)] = Mark.delimiter;
  for (const symbol of '"\'`') marks[symbol.charCodeAt(0)] = Mark.delimiter | Mark.quote;
  return marks;
})();
/** The marks that a symbol has by itself. */
export const symbolMarks = (code: number): number =>
  code < 128 ? (SYMBOL_MARKS[code] ?? 0) : isEscapedQuote(code) ? Mark.delimiter | Mark.quote : 0;
