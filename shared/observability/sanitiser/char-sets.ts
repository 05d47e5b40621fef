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

const SETS = /* @__PURE__ */ (() => {
  const sets = new Uint16Array(128).fill(Has.other);
  const ranges: readonly (readonly [string, number])[] = [
    ['09', Has.digit],
    ['af', Has.lowHex],
    ['gz', Has.lower],
    ['AF', Has.highHex],
    ['GZ', Has.upper],
    ['-', Has.dash],
    ['.', Has.dot],
    [':', Has.colon],
    ['/', Has.slash],
    ['+', Has.plus],
    ['_', Has.underscore],
    ['=', Has.equals],
  ];
  for (const [range, bit] of ranges) sets.fill(bit, range.charCodeAt(0), range.charCodeAt(range.length - 1) + 1);
  return sets;
})();

/** The kinds of the characters from one place to before another. */
export const charsIn = (codes: Uint16Array, start: number, end: number): number => {
  let chars = 0;
  for (let place = start; place < end; place += 1) chars |= SETS[codes[place] ?? 0] ?? Has.other;
  return chars;
};

/** It has no characters but those. */
export const hasOnly = (chars: number, allowed: number): boolean => (chars & ~allowed) === 0;
