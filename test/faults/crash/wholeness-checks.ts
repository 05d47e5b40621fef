import type { AuditEvent } from '../../../shared/domain/audit-event';
import type { Violations } from './event-checks';
import { allEvents, type Row, type Snapshot, textOf } from './snapshot';

const difference = (left: ReadonlySet<string>, right: ReadonlySet<string>): readonly string[] =>
  [...left].filter((each) => !right.has(each));

/** Both ways: nothing stored without its event of success, and no such event without what it says was stored. */
const bothWays = (what: string, stored: Iterable<string>, told: Iterable<string>): Violations => {
  const [things, events] = [new Set(stored), new Set(told)];
  return [
    ...difference(things, events).map((id) => `${what} ${id} has no event`),
    ...difference(events, things).map((id) => `${what} ${id} has an event, and is not there`),
  ];
};

const entriesOf = (patient: Row): readonly string[] =>
  (Array.isArray(patient.index) ? patient.index : []).map(
    (entry) => `${textOf(patient, 'covered_entity_id')}#${String(entry)} ${textOf(patient, 'id')}`,
  );

export const readingId = (row: Row): string => textOf(row, 'taken').split('#')[1] ?? '';

export const isKey = (row: Row): boolean => textOf(row, 'sk').startsWith('key#');

/** Patients and their index entries, readings, agreements, disclosures, grants, keys: whole, with their events, or absent. */
export const wholeThings = (snapshot: Snapshot): Violations => {
  const { rows } = snapshot;
  const done = allEvents(snapshot).filter(({ outcome }) => outcome === 'success');
  const told = (operations: readonly string[], idOf: (event: AuditEvent) => unknown): readonly string[] =>
    done.filter(({ operation }) => operations.includes(operation)).map((event) => String(idOf(event)));
  const ids = (items: readonly Row[], name = 'id'): readonly string[] => items.map((row) => textOf(row, name));
  const entries = new Set(rows['patient-index'].map((row) => `${textOf(row, 'entry')} ${textOf(row, 'patient_id')}`));
  const wanted = new Set(rows.patients.flatMap(entriesOf));
  return [
    ...difference(wanted, entries).map((entry) => `the index entry ${entry} is missing`),
    ...difference(entries, wanted).map((entry) => `the index entry ${entry} is nobody’s`),
    ...bothWays(
      'the patient',
      ids(rows.patients),
      told(['createPatient'], ({ resource_id }) => resource_id),
    ),
    ...bothWays(
      'the reading',
      rows.biometrics.map(readingId),
      told(['createBiometric'], (event) => event.resource_id),
    ),
    ...bothWays(
      'the agreement',
      ids(rows.baa),
      told(['createBaa'], ({ resource_id }) => resource_id),
    ),
    ...bothWays(
      'the grant',
      ids(rows['emergency-grants']),
      told(['requestEmergencyAccess'], (e) => e.resource_id),
    ),
    ...bothWays(
      'the disclosure',
      ids(rows.disclosures),
      done.flatMap(({ disclosure }) => disclosure?.id ?? []),
    ),
    ...bothWays(
      'the key',
      rows.keys.filter(isKey).map((row) => `${textOf(row, 'covered_entity_id')} ${textOf(row, 'version')}`),
      // The event of a replay names the key by its id alone.
      done
        .filter(({ operation }) => operation === 'rotateKey' || operation === 'provisionTenantKey')
        .flatMap((e) => (e.key_version === undefined ? [] : [`${e.covered_entity_id} ${e.key_version}`])),
    ),
  ];
};

/** The row of an idempotency key leads to what was made; the pointer to the newest key to the newest. */
export const pointers = (snapshot: Snapshot): Violations => {
  const { rows } = snapshot;
  const made = new Set([
    ...[...rows.patients, ...rows.baa, ...rows['emergency-grants']].map((row) => textOf(row, 'id')),
    ...rows.biometrics.map(readingId),
    ...rows.keys.filter(isKey).map((row) => textOf(row, 'key_id')),
    ...allEvents(snapshot).map(({ id }) => id),
  ]);
  const newest = rows.keys.filter((row) => textOf(row, 'sk') === 'newest');
  return [
    ...rows.idempotency.flatMap((row) =>
      made.has(textOf(row, 'resource_id'))
        ? []
        : [`an idempotency row names ${textOf(row, 'resource_id')}, which is not there`],
    ),
    ...newest.flatMap((pointer) => {
      const entity = textOf(pointer, 'covered_entity_id');
      const versions = rows.keys.filter((row) => isKey(row) && textOf(row, 'covered_entity_id') === entity);
      const numbers = versions.map(({ version }) => Number(version)).sort((a, b) => a - b);
      const gapless = numbers.every((version, index) => version === index + 1);
      return gapless && Number(pointer.version) === numbers.at(-1)
        ? []
        : [`the key versions of ${entity} are not 1 to the newest`];
    }),
  ];
};

/** Each version of a patient was written once: by its creation, and by a change with an event each. */
export const versions = (snapshot: Snapshot): Violations => {
  const changes = allEvents(snapshot).filter(
    ({ operation, outcome }) => operation === 'patchPatient' && outcome === 'success',
  );
  return snapshot.rows.patients.flatMap((row) => {
    const told = changes
      .filter(({ resource_id }) => resource_id === row.id)
      .map(({ resource_version }) => resource_version ?? 0)
      .sort((a, b) => a - b);
    const wanted = Array.from({ length: Number(row.version) - 1 }, (_, index) => index + 2);
    return JSON.stringify(told) === JSON.stringify(wanted)
      ? []
      : [
          `the patient ${textOf(row, 'id')} is of version ${String(row.version)}, and its events say ${told.join(', ')}`,
        ];
  });
};
