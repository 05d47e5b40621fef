import fc from 'fast-check';

const codePoint = (least: number, most: number): fc.Arbitrary<string> =>
  fc.integer({ min: least, max: most }).map((value) => String.fromCodePoint(value));

/** Any code point but half a surrogate pair: as often one of ASCII, of the basic plane, and of all planes. */
const unit = fc.oneof(
  codePoint(0, 0x7f),
  fc.oneof(codePoint(0x80, 0xd7ff), codePoint(0xe000, 0xffff)),
  codePoint(0x1_0000, 0x10_ffff),
);

/** Texts that objects take for something else. */
const TREACHEROUS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'length',
  'null',
];

interface TextBounds {
  readonly minLength?: number;
  readonly maxLength?: number;
}

/**
 * Any well-formed text; lengths in code points. What fast-check’s own `unit: 'binary'` draws, without the table of all
 * code points that it builds once in each test file: a second and a half of CPU.
 */
export const anyText = ({ minLength = 0, maxLength }: TextBounds = {}): fc.Arbitrary<string> => {
  const treacherous = TREACHEROUS.filter(
    ({ length }) => length >= minLength && (maxLength === undefined || length <= maxLength),
  );
  const text = fc.string({ unit, minLength, ...(maxLength === undefined ? {} : { maxLength }) });
  return treacherous.length === 0
    ? text
    : fc.oneof({ weight: 19, arbitrary: text }, { weight: 1, arbitrary: fc.constantFrom(...treacherous) });
};
