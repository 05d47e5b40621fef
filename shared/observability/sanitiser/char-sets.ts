/** Which characters a text has, a bit for each kind. A form is tried on no text that lacks what it needs. */
export const Has = {
  digit: 1,
  /** `a` to `f`. */
  lowHex: 1 << 1,
  lower: 1 << 2,
  /** `A` to `F`. */
  highHex: 1 << 3,
  upper: 1 << 4,
  dash: 1 << 5,
  dot: 1 << 6,
  colon: 1 << 7,
  slash: 1 << 8,
  plus: 1 << 9,
  underscore: 1 << 10,
  equals: 1 << 11,
  other: 1 << 12,
} as const;

const SETS = new Uint16Array(128).fill(Has.other);
const set = (from: string, to: string, bit: number): void => {
  SETS.fill(bit, from.charCodeAt(0), to.charCodeAt(0) + 1);
};
set('0', '9', Has.digit);
set('a', 'f', Has.lowHex);
set('g', 'z', Has.lower);
set('A', 'F', Has.highHex);
set('G', 'Z', Has.upper);
set('-', '-', Has.dash);
set('.', '.', Has.dot);
set(':', ':', Has.colon);
set('/', '/', Has.slash);
set('+', '+', Has.plus);
set('_', '_', Has.underscore);
set('=', '=', Has.equals);

/** The kinds of the characters from one place to before another. */
export const charsIn = (codes: Uint16Array, start: number, end: number): number => {
  let chars = 0;
  for (let place = start; place < end; place += 1) chars |= SETS[codes[place] ?? 0] ?? Has.other;
  return chars;
};

/** It has no characters but those. */
export const hasOnly = (chars: number, allowed: number): boolean => (chars & ~allowed) === 0;
