import { Word as WordOf } from './lexicon';

// Read through an import, each would cost a call where modules are loaded one by one.
const Word = WordOf;

/** What a key or a label announces. */
export type Announced =
  | 'nothing'
  | 'technical'
  | 'name'
  | 'person'
  | 'date'
  | 'phone'
  | 'place'
  | 'zip3'
  | 'ident'
  | 'idnoun'
  | 'strange'
  | 'login'
  | 'device'
  | 'free'
  | 'secret'
  | 'media'
  | 'bio'
  | 'net'
  | 'url'
  | 'email'
  | 'age';

/** Words that announce something of a person, or a secret, even where a word of systems is last. */
export const STRONG =
  Word.date | Word.phone | Word.ident | Word.free | Word.secret | Word.bio | Word.email | Word.age | Word.net;

/** Decides from all words of a key, and which of them is last. */
export const announcedBy = (all: number, last: number, strange: boolean): Announced => {
  const tailSafe = (last & Word.safetail) !== 0;
  // A template of a body part is taken from it: `face_template`.
  if (all & Word.bio && last & Word.safehead) return 'bio';
  if (tailSafe && (last & STRONG) === 0) return 'technical';
  if (all & Word.secret) return 'secret';
  if (all & Word.bio) return 'bio';
  if (all & Word.free && !(all & Word.safehead && !(last & Word.free))) return 'free';
  if (all & Word.email) return 'email';
  if (all & Word.net && !(all & Word.name)) return 'net';
  if (all & Word.media) return 'media';
  if (all & Word.date && last & (Word.place | Word.street) && !(last & Word.date)) return 'place';
  if (all & Word.date && (!(last & (Word.connect | Word.name)) || last & Word.when)) return 'date';
  if (all & Word.age) return 'age';
  if (all & Word.phone) return 'phone';
  if (all & Word.url) return 'url';
  if (all & Word.device && last & Word.connect) return 'device';
  if (all & Word.ident) return 'ident';
  if (all & Word.name && !(all & Word.safehead)) return 'name';
  if (all & Word.place && !(all & Word.safehead)) return 'place';
  if (all & Word.safehead && !(all & Word.person)) return 'technical';
  if (all & Word.idnoun) return 'idnoun';
  if (all & Word.person) return last & Word.connect ? 'ident' : 'person';
  if (all & (Word.safetail | Word.safenum | Word.safehead | Word.unit)) return 'technical';
  if (!strange) return 'nothing';
  // The number of something that is no word of systems: in doubt it is a person's.
  return last & Word.connect ? 'idnoun' : 'strange';
};
