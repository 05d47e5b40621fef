/** Combining marks of Latin, Greek, and Cyrillic. Marks of other scripts are letters of their own there, and stay. */
const ACCENTS = /[\u0300-\u036f]|[\u1ab0-\u1aff]|[\u1dc0-\u1dff]|[\u20d0-\u20ff]|[\ufe20-\ufe2f]/gu;

/** Modifier letters, among them the apostrophes U+02BB and U+02BC, which Unicode counts as letters. */
const MODIFIERS = /[\u02b0-\u02ff]/gu;

/** Whatever is no letter, mark, or digit, and whatever shows nothing. */
const NOT_SEARCHED = /[^\p{L}\p{M}\p{N}]|\p{Default_Ignorable_Code_Point}/gu;

/** Latin letters that Unicode does not decompose, as they are written without them; and the final sigma. */
const LETTERS: ReadonlyMap<string, string> = new Map([
  // Of the capital `ẞ`, which has a lower case but is none's upper case.
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ø', 'o'],
  ['ł', 'l'],
  ['đ', 'd'],
  ['ð', 'd'],
  ['þ', 'th'],
  ['ħ', 'h'],
  ['ŧ', 't'],
  ['ς', 'σ'],
]);
const MAPPED = new RegExp(`[${[...LETTERS.keys()].join('')}]`, 'gu');

const withoutAccents = (text: string): string => text.normalize('NFKD').replace(ACCENTS, '');

/**
 * A name or number as it is searched for: without accents, case, punctuation, spaces, and hyphens, so that `O'Brien` is
 * `obrien`, `Mejía` `mejia`, `Smith-Jones` `smithjones`, `Weiß` `weiss`. Other scripts stay as they are. What is nothing
 * but punctuation becomes empty. Normalising twice changes nothing.
 */
export const searchText = (text: string): string => {
  // Upper case first: it is what makes `ß` and `SS`, `ı` and `I` the same.
  const folded = withoutAccents(text).toUpperCase().toLowerCase();
  const plain = withoutAccents(folded).replace(MAPPED, (letter) => LETTERS.get(letter) ?? letter);
  return plain.replace(MODIFIERS, '').replace(NOT_SEARCHED, '').normalize('NFC');
};

/** The characters of a text as Unicode counts them (code points): a letter beyond U+FFFF is one, not two. */
export const charactersOf = (text: string): readonly string[] => Array.from(text);

/** The first characters of a text. */
export const prefixOf = (text: string, length: number): string => charactersOf(text).slice(0, length).join('');
