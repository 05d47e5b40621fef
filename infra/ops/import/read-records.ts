import { readFileSync } from 'node:fs';
import { bundleEntries } from './bundle-entries';
import { type CsvColumns, csvColumns, patientOfCsv } from './csv-patient';
import { csvRows } from './csv-rows';
import { patientOfFhir } from './fhir-patient';
import { type SourceReading, type VitalSignOptions, vitalSignOfFhir } from './fhir-vital-sign';
import type { InputFile } from './input-files';
import { type Mapped, type NotMapped, refused, skipped } from './mapped';
import type { SourcePatient } from './new-patient';
import { textLines } from './text-lines';

/** Bytes of the largest bundle, which is read whole. ndjson and CSV have no bound. */
const MAX_BUNDLE = 64 * 1024 * 1024;

/** Where a record stands; in a bundle, `line` is the number of the entry. */
interface Place {
  readonly file: string;
  readonly line: number;
  /** What of the file the record is. */
  readonly bytes: number;
}

export type InputRecord = Place &
  (
    | { readonly type: 'Patient'; readonly mapped: Mapped<SourcePatient> }
    | { readonly type: 'Observation'; readonly mapped: Mapped<SourceReading> }
    | { readonly type: 'other'; readonly mapped: NotMapped }
  );

const recordOf = (place: Place, resource: unknown, options: VitalSignOptions): InputRecord => {
  const type: unknown = Reflect.get(Object(resource) as object, 'resourceType');
  if (type === 'Patient') return { ...place, type, mapped: patientOfFhir(resource) };
  if (type === 'Observation') return { ...place, type, mapped: vitalSignOfFhir(resource, options) };
  return {
    ...place,
    type: 'other',
    mapped:
      typeof type === 'string' ? skipped('resource-not-kept', 'resourceType') : refused('not-fhir', 'resourceType'),
  };
};

const other = (place: Place, code: string): InputRecord => ({ ...place, type: 'other', mapped: refused(code) });

/** Nothing where the bytes are no UTF-8: a letter that was replaced would be kept as part of a name. */
const textOf = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** Nothing where the text is no JSON. */
const jsonOf = (text: string): { readonly json: unknown } | undefined => {
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
};

async function* ndjsonRecords({ path, label }: InputFile, options: VitalSignOptions): AsyncGenerator<InputRecord> {
  for await (const { number, bytes, text, problem } of textLines(path)) {
    const place = { file: label, line: number, bytes };
    if (text === undefined) yield other(place, problem ?? 'not-utf-8');
    else if (text.trim() !== '') {
      const parsed = jsonOf(text);
      yield parsed === undefined ? other(place, 'not-json') : recordOf(place, parsed.json, options);
    }
  }
}

function* jsonRecords({ path, label, bytes }: InputFile, options: VitalSignOptions): Generator<InputRecord> {
  const place = { file: label, line: 1, bytes };
  if (bytes > MAX_BUNDLE) {
    yield other(place, 'file-too-large');
    return;
  }
  const text = textOf(readFileSync(path));
  const parsed = text === undefined ? undefined : jsonOf(text);
  if (parsed === undefined) {
    yield other(place, text === undefined ? 'not-utf-8' : 'not-json');
    return;
  }
  const entries = bundleEntries(parsed.json);
  if (entries === undefined) {
    yield recordOf(place, parsed.json, options);
    return;
  }
  for (const [index, resource] of entries.entries()) {
    yield recordOf({ file: label, line: index + 1, bytes: bytes / entries.length }, resource, options);
  }
}

async function* csvRecords({ path, label }: InputFile): AsyncGenerator<InputRecord> {
  let columns: CsvColumns | undefined;
  for await (const { number, bytes, cells, problem } of csvRows(textLines(path))) {
    const place = { file: label, line: number, bytes };
    if (columns === undefined) {
      columns = cells && csvColumns(cells);
      if (columns === undefined) {
        yield other(place, 'csv-columns');
        return;
      }
    } else if (cells === undefined) yield other(place, problem ?? 'csv-malformed');
    else yield { ...place, type: 'Patient', mapped: patientOfCsv(columns, cells) };
  }
}

/** The records of a file, one at a time, each already mapped or set aside. */
export async function* readRecords(file: InputFile, options: VitalSignOptions): AsyncGenerator<InputRecord> {
  if (file.format === '.ndjson') yield* ndjsonRecords(file, options);
  else if (file.format === '.csv') yield* csvRecords(file);
  else yield* jsonRecords(file, options);
}
