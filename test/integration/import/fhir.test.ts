import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { patientOfFhir } from '../../../infra/ops/import/fhir-patient';
import { vitalSignOfFhir } from '../../../infra/ops/import/fhir-vital-sign';
import { deviceIdOf, sourceIdOfReference } from '../../../infra/ops/import/source-ids';

const example = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join('test/data/fhir-r4', `${name}.json`), 'utf8')) as Record<string, unknown>;

const strict = { assumeMidnight: false };
const lenient = { assumeMidnight: true };

const roe = {
  resourceType: 'Patient',
  id: 'p1',
  name: [
    { use: 'nickname', family: 'X', given: ['Y'] },
    { use: 'official', family: 'Roe', given: ['Jane', 'Ann', 'Sue'] },
  ],
  birthDate: '1980-02-29',
};

describe('a FHIR R4 Patient', () => {
  it('is taken by its official name, its identifiers by code, and its first phone and address that are not old', () => {
    expect(patientOfFhir(example('Patient-example'))).toEqual({
      kind: 'mapped',
      value: {
        source_id: 'example',
        body: {
          first_name: 'Peter',
          middle_name: 'James',
          last_name: 'Chalmers',
          date_of_birth: '1974-12-25',
          sex: 'male',
          mrn: '12345',
          phone: '(03) 5555 6473',
          address: { line1: '534 Erewhon St', city: 'PleasantVille', state: 'Vic', postal_code: '3999' },
        },
      },
    });
  });

  it('keeps further given names as the middle name', () => {
    expect(patientOfFhir(roe)).toMatchObject({ value: { body: { first_name: 'Jane', middle_name: 'Ann Sue' } } });
  });

  it.each([
    ['no birth date', example('Patient-pat1'), 'field-missing', 'date_of_birth'],
    ['a month of birth', { ...roe, birthDate: '1980-02' }, 'invalid', 'date_of_birth'],
    ['no name', { ...roe, name: [] }, 'field-missing', 'first_name'],
    ['no id and no record number', { ...roe, id: undefined }, 'id-missing', 'id'],
    ['an id that is none', { ...roe, id: 'a b' }, 'invalid', 'id'],
    ['a sex that is none', { ...roe, gender: 'F' }, 'invalid', 'sex'],
    ['a name that is no list', { ...roe, name: 'Roe' }, 'invalid', 'name'],
  ])('is refused with %s, without a word of it', (_, resource, code, path) => {
    expect(patientOfFhir(resource)).toEqual({ kind: 'refused', code, path });
  });
});

const pulse = {
  resourceType: 'Observation',
  id: 'o1',
  status: 'final',
  category: [{ coding: [{ code: 'vital-signs' }] }],
  code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
  subject: { reference: 'Patient/p1' },
  effectiveDateTime: '2020-01-02T03:04:05+01:00',
  valueQuantity: { value: 61, unit: 'beats/minute', code: '/min' },
};

const loinc = (code: string) => ({ coding: [{ system: 'http://loinc.org', code }] });

describe('a FHIR R4 vital sign', () => {
  it.each([
    ['8867-4', 'heart_rate', '/min', 61],
    ['9279-1', 'respiratory_rate', '/min', 14],
    ['8310-5', 'temperature', 'Cel', 36.5],
    ['8331-1', 'temperature', '[degF]', 98.6],
    ['59408-5', 'oxygen_saturation', '%', 97],
    ['2708-6', 'oxygen_saturation', '%', 97],
    ['29463-7', 'body_weight', 'kg', 70],
    ['8302-2', 'body_height', 'cm', 170],
  ])('LOINC %s is %s', (code, data_type, unit, value) => {
    const resource = { ...pulse, code: loinc(code), valueQuantity: { value, code: unit } };
    const timestamp = '2020-01-02T03:04:05+01:00';
    expect(vitalSignOfFhir(resource, strict)).toEqual({
      kind: 'mapped',
      value: { source_id: 'o1', patient: 'p1', body: { data_type, value, unit, timestamp, device_id: 'fhir:o1' } },
    });
  });

  it.each(['85354-9', '55284-4'])('LOINC %s is a blood pressure, in mm[Hg] where no unit is named', (code) => {
    const component = [
      { code: loinc('8462-4'), valueQuantity: { value: 79 } },
      { code: loinc('8480-6'), valueQuantity: { value: 121 } },
    ];
    expect(vitalSignOfFhir({ ...pulse, code: loinc(code), valueQuantity: undefined, component }, strict)).toMatchObject(
      {
        value: { body: { data_type: 'blood_pressure', systolic: 121, diastolic: 79, unit: 'mm[Hg]' } },
      },
    );
  });

  it.each([
    ['the order was cancelled', example('Observation-blood-pressure-cancel'), 'status-cancelled'],
    ['a component has no value', example('Observation-blood-pressure-dar'), 'no-value'],
    ['it is a panel', example('Observation-vitals-panel'), 'panel'],
    ['it was entered in error', { ...pulse, status: 'entered-in-error' }, 'status-entered-in-error'],
    ['it is a body mass index', { ...pulse, code: loinc('39156-5') }, 'type-not-kept'],
    ['its code is of another system', { ...pulse, code: { coding: [{ code: '8867-4' }] } }, 'type-not-kept'],
    ['it is no vital sign', { ...pulse, category: [] }, 'not-a-vital-sign'],
    ['its value is absent', { ...pulse, dataAbsentReason: {} }, 'data-absent'],
    ['its value is a bound', { ...pulse, valueQuantity: { value: 40, comparator: '<', code: '/min' } }, 'no-value'],
  ])('is skipped when %s', (_, resource, code) => {
    expect(vitalSignOfFhir(resource, strict)).toMatchObject({ kind: 'skipped', code });
  });

  it.each([
    ['a day alone', example('Observation-heart-rate'), 'time-missing', 'effectiveDateTime'],
    ['no unit', { ...pulse, valueQuantity: { value: 61 } }, 'unit-missing', 'valueQuantity.code'],
    ['a unit of another type', { ...pulse, valueQuantity: { value: 61, code: 'kg' } }, 'not-in-list', 'unit'],
    ['an impossible value', { ...pulse, valueQuantity: { value: 9000, code: '/min' } }, 'out-of-range', 'value'],
    ['no patient', { ...pulse, subject: undefined }, 'patient-missing', 'subject'],
    ['a status that is none', { ...pulse, status: 'Jane Roe' }, 'not-in-list', 'status'],
    ['no id', { ...pulse, id: undefined }, 'invalid', 'id'],
    [
      'a value that is a text',
      { ...pulse, valueQuantity: { value: '61', code: '/min' } },
      'invalid',
      'valueQuantity.value',
    ],
  ])('is refused with %s', (_, resource, code, path) => {
    expect(vitalSignOfFhir(resource, strict)).toEqual({ kind: 'refused', code, path });
  });

  it('takes a day as midnight when the operator says so', () => {
    expect(vitalSignOfFhir(example('Observation-heart-rate'), lenient)).toMatchObject({
      value: { body: { data_type: 'heart_rate', value: 44, timestamp: '1999-07-02T00:00:00Z' } },
    });
  });
});

describe('ids of the source', () => {
  it.each([
    ['Patient/p1', 'p1'],
    ['https://fhir.example.org/r4/Patient/p1/_history/2', 'p1'],
    ['urn:uuid:155d3d80-f3f0-4b39-9207-0d122cf94a11', '155d3d80-f3f0-4b39-9207-0d122cf94a11'],
    ['Group/g1', undefined],
    [undefined, undefined],
  ])('%s refers to %s', (reference, id) => {
    expect(sourceIdOfReference(reference)).toBe(id);
  });

  it('of devices fit the API, however long the observation’s id is', () => {
    const long = deviceIdOf('x'.repeat(64));
    expect(long).toMatch(/^fhir:[0-9a-f]{48}$/);
    expect(deviceIdOf(`${'x'.repeat(63)}y`)).not.toBe(long);
  });
});
