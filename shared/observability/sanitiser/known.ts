import { bitsIn, HASH_START, hashStep, lexicon, Word } from './lexicon';

/** Every word of it is one of logs, and none a name. */
export const isKnown = (segment: string): boolean => {
  const words = lexicon();
  let hash = HASH_START;
  let letters = 0;
  for (let index = 0; index <= segment.length; index += 1) {
    const code = segment.charCodeAt(index) | 32;
    if (code >= 97 && code <= 122) {
      hash = hashStep(hash, code);
      letters += 1;
    } else {
      if (letters > 1 && !(bitsIn(words, hash) & ~Word.frequent)) return false;
      if (code >= 48 && code <= 57 && letters === 0 && /\d{5}/.test(segment)) return false;
      hash = HASH_START;
      letters = 0;
    }
  }
  return !/\d{5}/.test(segment);
};
