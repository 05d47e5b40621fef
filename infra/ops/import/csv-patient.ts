import type { Mapped } from './mapped';
import { refused } from './mapped';
import { sourcePatient, type SourcePatient } from './new-patient';

/** Synthea's columns, with a medical record number and a phone number; those named here are read, others are not. */
const READ = [
  'Id',
  'BIRTHDATE',
  'SSN',
  'MRN',
  'FIRST',
  'LAST',
  'GENDER',
  'PHONE',
  'ADDRESS',
  'CITY',
  'STATE',
  'ZIP',
] as const;
const REQUIRED = ['BIRTHDATE', 'FIRST', 'LAST'] as const;

type Column = (typeof READ)[number];

export interface CsvColumns {
  readonly width: number;
  readonly places: ReadonlyMap<Column, number>;
}

/** Synthea writes `F` and `M`, FHIR the words. */
const SEX: Readonly<Record<string, string>> = { F: 'female', M: 'male' };

/** Where the columns stand; nothing when the row is no header of patients. */
export const csvColumns = (header: readonly string[]): CsvColumns | undefined => {
  const places = new Map<Column, number>();
  for (const column of READ) {
    const place = header.indexOf(column);
    if (place >= 0) places.set(column, place);
  }
  return REQUIRED.every((column) => places.has(column)) ? { width: header.length, places } : undefined;
};

/** A row of CSV as the API takes it. */
export const patientOfCsv = ({ width, places }: CsvColumns, row: readonly string[]): Mapped<SourcePatient> => {
  if (row.length !== width) return refused('csv-width');
  const cell = (column: Column): string | undefined => {
    const place = places.get(column);
    return place === undefined || row[place] === '' ? undefined : row[place];
  };
  const gender = cell('GENDER');
  return sourcePatient(
    cell('Id'),
    {
      first_name: cell('FIRST'),
      last_name: cell('LAST'),
      date_of_birth: cell('BIRTHDATE'),
      sex: gender === undefined ? undefined : (SEX[gender] ?? gender),
      ssn: cell('SSN'),
      mrn: cell('MRN'),
      phone: cell('PHONE'),
    },
    { line1: cell('ADDRESS'), city: cell('CITY'), state: cell('STATE'), postal_code: cell('ZIP') },
  );
};
