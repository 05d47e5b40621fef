import { randomUUID } from 'node:crypto';

/** A record to import, as a line of ndjson, with a text put somewhere in it. */
export type PlantedRecord = (text: string) => unknown;

const patient = (more: object): object => ({
  resourceType: 'Patient',
  id: randomUUID(),
  name: [{ use: 'official', family: 'Quackenbush', given: ['Tomasina'] }],
  birthDate: '1984-02-29',
  ...more,
});

const coded = (code: string, value: string): object => ({ type: { coding: [{ code }] }, value });

const observation = (more: object): object => ({
  resourceType: 'Observation',
  id: randomUUID(),
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
  subject: { reference: 'Patient/1' },
  effectiveDateTime: '2026-01-02T03:04:05Z',
  valueQuantity: { value: 61, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
  ...more,
});

/** Every place of a record that is read, and some that are not. */
export const PLANTED_RECORDS: Readonly<Record<string, PlantedRecord>> = {
  'Patient.id': (text) => patient({ id: text }),
  'Patient.name.family': (text) => patient({ name: [{ family: text, given: ['Tomasina'] }] }),
  'Patient.name.given': (text) => patient({ name: [{ family: 'Quackenbush', given: ['Tomasina', text] }] }),
  'Patient.name as a text': (text) => patient({ name: text }),
  'Patient.birthDate': (text) => patient({ birthDate: text }),
  'Patient.gender': (text) => patient({ gender: text }),
  'Patient.identifier MR': (text) => patient({ identifier: [coded('MR', text)] }),
  'Patient.identifier SS': (text) => patient({ identifier: [coded('SS', text)] }),
  'Patient.identifier.type': (text) => patient({ identifier: [coded(text, '1')] }),
  'Patient.telecom phone': (text) => patient({ telecom: [{ system: 'phone', value: text }] }),
  'Patient.telecom email': (text) => patient({ telecom: [{ system: 'email', value: text }] }),
  'Patient.address.line': (text) => patient({ address: [{ line: [text], city: 'Framlingham' }] }),
  'Patient.address.state': (text) => patient({ address: [{ line: ['1 Close'], state: text }] }),
  'Patient.address.postalCode': (text) => patient({ address: [{ line: ['1 Close'], postalCode: text }] }),
  'Patient.photo': (text) => patient({ photo: [{ url: text, title: text }] }),
  'Patient.text': (text) => patient({ text: { status: 'generated', div: text } }),
  'name of a member of Patient': (text) => patient({ [text]: true }),
  'Observation.id': (text) => observation({ id: text }),
  'Observation.subject': (text) => observation({ subject: { reference: `Patient/${text}` } }),
  'Observation.code': (text) => observation({ code: { text, coding: [{ system: text, code: text }] } }),
  'Observation.effectiveDateTime': (text) => observation({ effectiveDateTime: text }),
  'Observation.valueQuantity.unit': (text) => observation({ valueQuantity: { value: 61, unit: text, code: text } }),
  'Observation.valueQuantity.value': (text) => observation({ valueQuantity: { value: text } }),
  'Observation.device': (text) => observation({ device: { display: text } }),
  resourceType: (text) => ({ resourceType: text, id: '1' }),
  'a bare text': (text) => text,
};

/** Lines that are no JSON. */
export const BROKEN_LINES: Readonly<Record<string, (text: string) => string>> = {
  'a cut line': (text) => `{"resourceType":"Patient","name":[{"family":${JSON.stringify(text)}`,
  'a line without JSON': (text) => text,
};

/** Rows of CSV: in order, of another width, with a quote that is left open. */
export const CSV_ROWS: Readonly<Record<string, (text: string) => string>> = {
  'CSV Id': (text) => `"${text}",1984-02-29,Tomasina,Quackenbush,999-12-3456`,
  'CSV LAST': (text) => `"${randomUUID()}",1984-02-29,Tomasina,"${text}",999-12-3456`,
  'CSV BIRTHDATE': (text) => `"${randomUUID()}","${text}",Tomasina,Quackenbush,`,
  'CSV SSN': (text) => `"${randomUUID()}",1984-02-29,Tomasina,Quackenbush,"${text}"`,
  'CSV, too many cells': (text) => `"1",1984-02-29,Tomasina,Quackenbush,,"${text}"`,
  'CSV, open quote': (text) => `"1,1984-02-29,Tomasina,${text.replaceAll('"', '')}`,
};
export const CSV_HEADER = 'Id,BIRTHDATE,FIRST,LAST,SSN';
