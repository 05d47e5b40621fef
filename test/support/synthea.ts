import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const DATA = join(__dirname, '../data/synthea');

interface Person {
  readonly id: string;
  readonly name: readonly { readonly family: string; readonly given: readonly string[] }[];
  readonly birthDate: string;
  readonly telecom: readonly { readonly value: string }[];
  readonly identifier: readonly {
    readonly type?: { readonly coding: readonly { readonly code: string }[] };
    readonly value: string;
  }[];
  readonly address: readonly {
    readonly line: readonly string[];
    readonly city: string;
    readonly state: string;
    readonly postalCode?: string;
  }[];
}

interface Measured {
  readonly subject: { readonly reference: string };
  readonly effectiveDateTime: string;
  readonly code: { readonly coding: readonly { readonly code: string }[] };
}

export interface ImportSample {
  /** Lines of ndjson. */
  readonly patients: readonly string[];
  readonly observations: readonly string[];
  /** Observations that Phiducia keeps: neither body mass index nor pain score. */
  readonly kept: number;
  /** Shares of the import at which it is killed. */
  readonly killPoints: readonly number[];
  readonly somebody: Readonly<Record<'name' | 'given' | 'birthDate' | 'mrn', string>>;
}

const NOT_KEPT = new Set(['39156-5', '72514-3']);

/** mulberry32: the same numbers for the same seed. */
const numbers = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const linesOf = (file: string): readonly string[] => readFileSync(join(DATA, file), 'utf8').trim().split('\n');
const personOf = (line: string): Person => JSON.parse(line) as Person;
const measuredOf = (line: string): Measured => JSON.parse(line) as Measured;

const identifierOf = ({ identifier }: Person, code: string): string =>
  identifier.find(({ type }) => type?.coding.some((coding) => coding.code === code))?.value ?? '';

/** Patients of Synthea and every vital sign of theirs: all, or so many. */
export const importSample = (some?: { readonly patients: number; readonly seed: number }): ImportSample => {
  const next = numbers(some?.seed ?? 1);
  const all = linesOf('patients.ndjson').map((line) => ({ line, order: next() }));
  const chosen = some === undefined ? all : all.sort((a, b) => a.order - b.order).slice(0, some.patients);
  const patients = chosen.map(({ line }) => line);
  const ids = new Set(patients.map((line) => `urn:uuid:${personOf(line).id}`));
  const observations = linesOf('observations-vital-signs.ndjson').filter((line) =>
    ids.has(measuredOf(line).subject.reference),
  );
  const kept = observations.filter((line) => !NOT_KEPT.has(measuredOf(line).code.coding[0]?.code ?? '')).length;
  const first = personOf(patients[0] ?? '');
  return {
    patients,
    observations,
    kept,
    killPoints: [next() * 0.3, 0.3 + next() * 0.6],
    somebody: {
      name: first.name[0]?.family ?? '',
      given: first.name[0]?.given[0] ?? '',
      birthDate: first.birthDate,
      mrn: identifierOf(first, 'MR'),
    },
  };
};

/** Words that the system itself uses. */
const OURS = new Set(['active', 'female', 'male']);

const SHORTEST = 4;

/** Every name, date of birth, number, and address of the sample, to look for where it must not stand. */
export const plantedValues = ({ patients, observations }: ImportSample): readonly string[] => {
  // Times of measurement are not sealed, and an infant is measured on the day of birth.
  const measuredOn = new Set(observations.map((line) => measuredOf(line).effectiveDateTime.slice(0, 10)));
  const values = patients
    .map(personOf)
    .flatMap((person) => [
      ...person.name.flatMap(({ family, given }) => [family, ...given, ...given.flatMap((each) => each.split(' '))]),
      ...(measuredOn.has(person.birthDate) ? [] : [person.birthDate]),
      identifierOf(person, 'SS'),
      identifierOf(person, 'MR'),
      ...person.telecom.map(({ value }) => value),
      ...person.address.flatMap(({ line, city, state, postalCode = '' }) => [...line, city, state, postalCode]),
    ]);
  return [...new Set(values)].filter((value) => value.length >= SHORTEST && !OURS.has(value.toLowerCase()));
};
