import type { Actor } from './actor';
import { Plaintext } from './plaintext';
import { type FieldProblem, refuse, type Refusal } from './result';
import { charactersOf, searchText } from './search-normalisation';

/** The PHI fields that patients are found by. */
export const SEARCH_FIELDS = ['last_name', 'first_name', 'date_of_birth', 'mrn'] as const;
export type SearchField = (typeof SEARCH_FIELDS)[number];

const NAMES: ReadonlySet<SearchField> = new Set<SearchField>(['last_name', 'first_name']);

/** Characters of the shortest prefix that can be searched for, and of the longest one that has an entry. */
export const SHORTEST_PREFIX = 3;
export const LONGEST_PREFIX = 6;

/** Patients whom an emergency search answers with at most. */
export const EMERGENCY_LIMIT = 5;

/** Whether prefixes of a field are in the index: only those of names. */
export const hasPrefixes = (field: SearchField): boolean => NAMES.has(field);

/** What is searched for, as the request says it. */
export type SearchWords = Readonly<Partial<Record<SearchField, string>>> & {
  readonly prefix?: boolean;
  readonly emergency?: boolean;
};

/** One thing that must be so of every patient who is found. */
export interface SearchCriterion {
  readonly field: SearchField;
  readonly form: 'exact' | 'prefix';
  /** As it is compared: a name and a number normalised, a date as it is. PHI, so in a box. */
  readonly text: Plaintext<string>;
}

/** A field's value as it is compared. A date has one form, which the schema has checked. */
export const comparedText = (field: SearchField, text: string): string =>
  field === 'date_of_birth' ? text : searchText(text);

const formOf = (field: SearchField, { prefix = false }: SearchWords): SearchCriterion['form'] =>
  prefix && hasPrefixes(field) ? 'prefix' : 'exact';

const statedWords = (words: SearchWords): readonly (readonly [SearchField, string])[] =>
  SEARCH_FIELDS.flatMap((field) => {
    const text = words[field];
    return text === undefined ? [] : [[field, comparedText(field, text)] as const];
  });

/** The criteria of a search, which must all hold. */
export const searchCriteria = (words: SearchWords): readonly SearchCriterion[] =>
  statedWords(words).map(([field, text]) => ({ field, form: formOf(field, words), text: Plaintext.of(text) }));

/** What is wrong with a search as a whole, never with a word of it. */
export const searchProblems = (words: SearchWords): readonly FieldProblem[] => {
  const stated = statedWords(words);
  const short = stated
    .filter(([field, text]) => charactersOf(text).length < (formOf(field, words) === 'prefix' ? SHORTEST_PREFIX : 1))
    .map(([field]) => ({ path: field, code: 'too-short' }));
  const { emergency = false, prefix = false, mrn, last_name, date_of_birth } = words;
  const identified = mrn !== undefined || (last_name !== undefined && date_of_birth !== undefined);
  return [
    ...(stated.length === 0 ? [{ path: '', code: 'criterion-required' }] : []),
    ...short,
    ...(emergency && !identified ? [{ path: 'emergency', code: 'mrn-or-name-and-birth-required' }] : []),
    ...(emergency && prefix ? [{ path: 'prefix', code: 'not-in-emergency' }] : []),
  ];
};

/** Among whom a search looks. */
export type SearchScope =
  | { readonly kind: 'entity' }
  | { readonly kind: 'care-team'; readonly user_id: string }
  /** The whole entity, for a clinician who is about to break the glass; ids alone are answered. */
  | { readonly kind: 'emergency' };

/**
 * Whom the actor may find (45 CFR 164.312(a)(1), 164.502(b)): the tenant's admin everybody, a clinician the patients on
 * whose care team they are, and in an emergency (164.312(a)(2)(ii)) the id of a patient who is known by number or by name
 * and date of birth. The emergency is a clinician's alone.
 */
export const searchScope = (actor: Actor, emergency: boolean): SearchScope | Refusal<'role-required'> => {
  const isClinician = actor.roles.includes('clinician');
  if (emergency) return isClinician ? { kind: 'emergency' } : refuse('role-required');
  if (actor.roles.includes('admin')) return { kind: 'entity' };
  return isClinician ? { kind: 'care-team', user_id: actor.user_id } : refuse('role-required');
};
