import type { SeededRandom } from '../../support/phi-lines/random';

/** The 18 identifiers of 45 CFR 164.514(b)(2)(i), by their letters there. */
const IDENTIFIER_CLASSES = {
  A: 'name',
  B: 'address and ZIP code',
  C: 'date',
  D: 'telephone number',
  E: 'fax number',
  F: 'e-mail address',
  G: 'social security number',
  H: 'medical record number',
  I: 'health plan beneficiary number',
  J: 'account number',
  K: 'licence number',
  L: 'vehicle identifier',
  M: 'device identifier',
  N: 'URL',
  O: 'IP address',
  P: 'biometric identifier',
  Q: 'photograph',
  R: 'other unique number',
} as const;

export type IdentifierClass = keyof typeof IDENTIFIER_CLASSES;
export const identifierClasses = Object.keys(IDENTIFIER_CLASSES) as readonly IdentifierClass[];

/** An invented identifier that stands nowhere else, so that wherever it is found it came from its planting. */
export interface Canary {
  readonly identifier: IdentifierClass;
  readonly value: string;
  /** What of it identifies by itself, such as the surname: at least eight characters each. */
  readonly parts: readonly string[];
}

const CONSONANTS = 'bdfgklmnprstvz';
const VOWELS = 'aeiou';
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July'];

/** Eight letters that can be spoken. */
const word = (random: SeededRandom): string =>
  Array.from({ length: 4 }, () => random.from(CONSONANTS, 1) + random.from(VOWELS, 1)).join('');

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

type Form = (random: SeededRandom) => { readonly value: string; readonly parts?: readonly string[] };

const alone = (pattern: string): Form => {
  const form: Form = (random) => ({ value: random.form(pattern) });
  return form;
};

/** Before 1970, for then no system wrote dates; months with letters of their own, days that exist in all of them. */
const date: Form = (random) => {
  const [year, month, day] = [random.between(1901, 1969), random.between(1, 7), random.between(1, 28)];
  const [mm, dd] = [String(month).padStart(2, '0'), String(day).padStart(2, '0')];
  const spoken = `${MONTHS[month - 1] ?? ''} ${day}, ${year}`;
  return { value: `${year}-${mm}-${dd}`, parts: [`${mm}/${dd}/${year}`, spoken] };
};

const FORMS: Readonly<Record<IdentifierClass, Form>> = {
  A: (random) => {
    const [first, last] = [capital(word(random)), capital(word(random))];
    return { value: `${first} O'${last}`, parts: [first, last] };
  },
  B: (random) => {
    const [street, zip] = [capital(word(random)), random.form('0####-####')];
    return { value: `${random.between(10, 99)} ${street} Street, Apt 4, MA ${zip}`, parts: [street, zip] };
  },
  C: date,
  D: (random) => {
    const national = `${random.between(2, 9)}${random.form('## 5##-####')}`;
    return { value: `+1 ${national}`, parts: [national] };
  },
  E: (random) => ({ value: `+1-${random.between(2, 9)}${random.form('##-7##-####')}` }),
  F: (random) => {
    const local = `${word(random)}.${word(random)}`;
    return { value: `${local}@${word(random)}.example.com`, parts: [local] };
  },
  G: (random) => ({ value: `${random.between(100, 665)}-${random.form('2#-4###')}` }),
  H: alone('MRN-########'),
  I: alone('#@@#-@@#-@@##'),
  J: alone('ACCT-##########'),
  K: alone('LIC-@@######@'),
  L: alone('1HGC@##@@#A######'),
  M: alone('DEV-%%%%%%%%%%%%'),
  N: (random) => {
    const host = word(random);
    return { value: `https://${host}.example.org/p/${random.form('@######@')}`, parts: [`${host}.example.org`] };
  },
  O: alone('2001:db8:a%%%:b%%%:c%%%:d%%%:e%%%:f%%%'),
  P: (random) => ({ value: `FPT-${random.from('abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789', 24)}` }),
  Q: (random) => ({ value: `face-${word(random)}-${random.digits(4)}.jpg` }),
  R: alone('STUDY-@@####-####@'),
};

/** Makes canaries of which no two are alike. */
export class CanaryMint {
  readonly #taken = new Set<string>();

  constructor(private readonly random: SeededRandom) {}

  make(identifier: IdentifierClass): Canary {
    for (;;) {
      const { value, parts = [] } = FORMS[identifier](this.random);
      const texts = [value, ...parts];
      if (texts.some((text) => this.#taken.has(text))) continue;
      for (const text of texts) this.#taken.add(text);
      return { identifier, value, parts };
    }
  }
}
