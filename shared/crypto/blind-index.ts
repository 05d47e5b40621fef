import type { KeyObject } from 'node:crypto';
import {
  comparedText,
  hasPrefixes,
  LONGEST_PREFIX,
  SEARCH_FIELDS,
  type SearchCriterion,
  type SearchField,
  SHORTEST_PREFIX,
} from '../domain/patient-search';
import type { PatientField } from '../domain/patient-fields';
import { type Plaintext, revealPlaintext } from '../domain/plaintext';
import { charactersOf, prefixOf } from '../domain/search-normalisation';
import { encodePieces } from './authenticated-context';
import { macOf } from './hmac';

/**
 * Bytes that are left of each MAC. So few on purpose: an entry is shared by patients who have nothing else in common,
 * so that the table alone says little about one patient (`docs/search-index.md`).
 */
const ENTRY_BYTES = 2;

type BoxedFields = ReadonlyMap<PatientField, Plaintext<string>>;

const entry = (key: KeyObject, field: SearchField, form: SearchCriterion['form'], text: string): string => {
  const mac = macOf(key, encodePieces(['search-index.v1', field, form, text]));
  return `${field}:${Buffer.from(mac.subarray(0, ENTRY_BYTES)).toString('hex')}`;
};

const entriesOfField = (key: KeyObject, field: SearchField, text: string): readonly string[] => {
  if (text === '') return [];
  const longest = hasPrefixes(field) ? Math.min(charactersOf(text).length, LONGEST_PREFIX) : 0;
  const lengths = Array.from({ length: Math.max(0, longest - SHORTEST_PREFIX + 1) }, (_, at) => SHORTEST_PREFIX + at);
  return [
    entry(key, field, 'exact', text),
    ...lengths.map((length) => entry(key, field, 'prefix', prefixOf(text, length))),
  ];
};

/**
 * The entries of the blind index that lead to a patient: HMAC-SHA-256 (RFC 2104) under the tenant's index key, one for
 * each searchable field and, of names, for each prefix of 3 to 6 characters. At most 12, each once, in no order that
 * tells which is which.
 */
export const indexEntriesOf = (fields: BoxedFields, key: KeyObject): readonly string[] => {
  const entries = SEARCH_FIELDS.flatMap((field) => {
    const box = fields.get(field);
    return box === undefined ? [] : entriesOfField(key, field, comparedText(field, revealPlaintext(box)));
  });
  return [...new Set(entries)].sort();
};

/** The entry under which everybody stands who meets a criterion, beside a few who do not. */
export const entryOfCriterion = (key: KeyObject, { field, form, text }: SearchCriterion): string => {
  const wanted = revealPlaintext(text);
  return entry(key, field, form, form === 'prefix' ? prefixOf(wanted, LONGEST_PREFIX) : wanted);
};

/** Whether opened fields meet a criterion: what the index can only suppose. */
const meets = (fields: BoxedFields, { field, form, text }: SearchCriterion): boolean => {
  const box = fields.get(field);
  if (box === undefined) return false;
  const [value, wanted] = [comparedText(field, revealPlaintext(box)), revealPlaintext(text)];
  // Prefixes are compared by characters: cut in the middle of one, a prefix would be none.
  return form === 'exact' ? value === wanted : prefixOf(value, charactersOf(wanted).length) === wanted;
};

/** Whether opened fields meet all criteria. */
export const meetsAll = (fields: BoxedFields, criteria: readonly SearchCriterion[]): boolean =>
  criteria.every((criterion) => meets(fields, criterion));

/** The whole MAC over all criteria of a search: what binds a cursor to them without showing them. */
export const criteriaMac = (key: KeyObject, criteria: readonly SearchCriterion[]): string => {
  const pieces = criteria.flatMap(({ field, form, text }) => [field, form, revealPlaintext(text)]);
  return Buffer.from(macOf(key, encodePieces(['search-criteria.v1', ...pieces]))).toString('base64url');
};
