import { COMMON_WORDS, FREQUENT_NAMES } from './vocabulary';
import { WORD_LISTS } from './words';

/** What a word says, a bit each. */
export const Word = {
  name: 1,
  person: 1 << 1,
  title: 1 << 2,
  date: 1 << 3,
  phone: 1 << 4,
  place: 1 << 5,
  ident: 1 << 6,
  idnoun: 1 << 7,
  free: 1 << 8,
  secret: 1 << 9,
  media: 1 << 10,
  bio: 1 << 11,
  net: 1 << 12,
  url: 1 << 13,
  email: 1 << 14,
  age: 1 << 15,
  device: 1 << 16,
  connect: 1 << 17,
  safetail: 1 << 18,
  safehead: 1 << 19,
  unit: 1 << 20,
  safenum: 1 << 21,
  month: 1 << 22,
  numword: 1 << 23,
  street: 1 << 24,
  particle: 1 << 25,
  suffix: 1 << 26,
  when: 1 << 31,
  box: 1 << 29,
  versioned: 1 << 30,
  /** A word that is no name. */
  common: 1 << 27,
  /** A frequent name. */
  frequent: 1 << 28,
} as const;

/** Begin and step of a word's hash, letter by letter, in lower case. */
export const HASH_START = 0x811c9dc5 | 0;
export const PRIME = 0x01000193;
export const hashStep = (hash: number, code: number): number => Math.imul(hash ^ code, PRIME);

const SLOTS = 1 << 13;
/** Hash and bits of each word in turn: a look-up touches one line of the processor's cache. */
export type Lexicon = Int32Array;

/** What the word with this hash says; 0 for an unknown one. */
export const bitsIn = (table: Lexicon, hash: number): number => {
  let slot = ((hash ^ (hash >>> 15)) & (SLOTS - 1)) << 1;
  let bits = table[slot + 1] ?? 0;
  while (bits !== 0 && table[slot] !== hash) {
    slot = (slot + 2) & (2 * SLOTS - 1);
    bits = table[slot + 1] ?? 0;
  }
  return bits;
};

const add = (table: Lexicon, words: string, bit: number): void => {
  for (const word of words.split(' ')) {
    let hash = HASH_START;
    for (let index = 0; index < word.length; index += 1) hash = hashStep(hash, word.charCodeAt(index));
    let slot = ((hash ^ (hash >>> 15)) & (SLOTS - 1)) << 1;
    while (table[slot + 1] !== 0 && table[slot] !== hash) slot = (slot + 2) & (2 * SLOTS - 1);
    table[slot] = hash;
    table[slot + 1] = (table[slot + 1] ?? 0) | bit;
  }
};

const filled = (): Lexicon => {
  const table = new Int32Array(2 * SLOTS);
  for (const [kind, words] of Object.entries(WORD_LISTS)) add(table, words, Word[kind as keyof typeof WORD_LISTS]);
  // What systems say is no name, either.
  const { safetail, safehead, safenum, unit, connect } = WORD_LISTS;
  for (const words of [safetail, safehead, safenum, unit, connect]) add(table, words, Word.common);
  add(table, COMMON_WORDS, Word.common);
  add(table, FREQUENT_NAMES, Word.frequent);
  return table;
};

/** Filled with the first text, not when the module is loaded. */
let filledOnce: Lexicon | undefined;
export const lexicon = (): Lexicon => (filledOnce ??= filled());
