import { encodeTime } from 'ulidx';
import type { AuditEvent } from './audit-event';

/** Attributes of an event that a list can be narrowed to, in the order in which a cursor is bound to them. */
const EQUALITY_FILTERS = [
  'user_id',
  'patient_id',
  'resource_type',
  'resource_id',
  'action',
  'purpose',
  'outcome',
] as const;

/** What an event must be equal to. */
export type AuditEquals = Readonly<Partial<Pick<AuditEvent, (typeof EQUALITY_FILTERS)[number]>>>;

/** What a list of the audit log is narrowed to; all of it must hold. Both instants are within. */
export interface AuditFilters extends AuditEquals {
  readonly from?: Date;
  readonly to?: Date;
}

/** The filters as a caller writes them: instants (RFC 3339) or days. */
export interface AuditFilterTexts extends AuditEquals {
  readonly from?: string;
  readonly to?: string;
}

const DATE_LENGTH = 'YYYY-MM-DD'.length;
const isDate = (text: string): boolean => text.length === DATE_LENGTH;

/** The first instant of an instant or a day. */
export const firstInstant = (text: string): Date => new Date(text);

/** The last instant of an instant or a day: days are meant whole. */
export const lastInstant = (text: string): Date => new Date(isDate(text) ? `${text}T23:59:59.999Z` : text);

/** Attributes without those that are absent. */
const present = <T extends object>(record: T): T =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;

const equalsOf = (filters: AuditEquals): AuditEquals =>
  present(Object.fromEntries(EQUALITY_FILTERS.map((name) => [name, filters[name]])));

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** UUIDs stand in lower case in the log, whatever case a caller uses; other ids are exact. */
const oneSpelling = (id: string | undefined): string | undefined =>
  id !== undefined && UUID.test(id) ? id.toLowerCase() : id;

/** Filters out of their texts. */
export const auditFiltersOf = (texts: AuditFilterTexts): AuditFilters => ({
  ...present({
    ...equalsOf(texts),
    patient_id: oneSpelling(texts.patient_id),
    user_id: oneSpelling(texts.user_id),
    resource_id: oneSpelling(texts.resource_id),
  }),
  ...(texts.from === undefined ? {} : { from: firstInstant(texts.from) }),
  ...(texts.to === undefined ? {} : { to: lastInstant(texts.to) }),
});

/** The filters as pieces of text in one order: what a cursor is bound to. Equal filters give equal pieces. */
export const auditFilterPieces = (filters: AuditFilters): readonly string[] => [
  ...EQUALITY_FILTERS.flatMap((name) => (filters[name] === undefined ? [] : [name, filters[name]])),
  ...(['from', 'to'] as const).flatMap((name) => {
    const instant = filters[name];
    return instant === undefined ? [] : [name, instant.toISOString()];
  }),
];

/** Ids from the first to the last, both within. An event's id begins with its time, so time bounds are id bounds. */
export interface IdRange {
  readonly first?: string;
  readonly last?: string;
}

interface PlannedRead {
  readonly range: IdRange;
  /** What neither key nor range holds: a filter over what is read. */
  readonly equals: AuditEquals;
}

/** An index by an attribute: one partition per tree and value, in the order of ids. */
export interface IndexRead extends PlannedRead {
  readonly index: 'by-patient' | 'by-user';
  readonly key: string;
}

/** The partitions of days, the base table's own. */
export interface DaysRead extends PlannedRead {
  readonly index: 'days';
  readonly days: { readonly first?: string; readonly last?: string };
}

/** How a list is read: never by a scan. */
export type AuditPlan = IndexRead | DaysRead;

const TIME_CHARACTERS = 10;
const RANDOM_CHARACTERS = 16;
/** A ULID holds no instant before 1970, and there are no events of it. */
const milliseconds = (instant: Date): number => Math.max(0, instant.getTime());
const idBound = (instant: Date, character: '0' | 'Z'): string =>
  `${encodeTime(milliseconds(instant), TIME_CHARACTERS)}${character.repeat(RANDOM_CHARACTERS)}`;

const dayOf = (instant: Date): string => new Date(milliseconds(instant)).toISOString().slice(0, DATE_LENGTH);

/**
 * Decides how to read what the filters ask for: by patient where one is named, since a patient has fewer events than a
 * user; else by user; else by days.
 */
export const planAuditQuery = (filters: AuditFilters): AuditPlan => {
  const { from, to } = filters;
  const { patient_id, user_id, ...rest } = equalsOf(filters);
  const range = present({
    first: from && idBound(from, '0'),
    last: to && idBound(to, 'Z'),
  });
  if (patient_id !== undefined) {
    return { index: 'by-patient', key: patient_id, range, equals: present({ user_id, ...rest }) };
  }
  if (user_id !== undefined) return { index: 'by-user', key: user_id, range, equals: rest };
  return { index: 'days', range, days: present({ first: from && dayOf(from), last: to && dayOf(to) }), equals: rest };
};
