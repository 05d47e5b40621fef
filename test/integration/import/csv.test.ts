import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { patientOfFhir } from '../../../infra/ops/import/fhir-patient';
import { inputFiles } from '../../../infra/ops/import/input-files';
import { type InputRecord, readRecords } from '../../../infra/ops/import/read-records';
import { importSample } from '../../support/synthea';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'phiducia-csv-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

const recordsOf = async (path: string): Promise<readonly InputRecord[]> => {
  const records: InputRecord[] = [];
  for (const file of inputFiles(path)) {
    for await (const record of readRecords(file, { assumeMidnight: false })) records.push(record);
  }
  return records;
};

const written = (name: string, content: string | Uint8Array): string => {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
};

const HEADER = 'Id,BIRTHDATE,FIRST,LAST,GENDER';

describe('CSV', () => {
  it('holds the same patients as FHIR', async () => {
    const csv = await recordsOf('test/data/synthea/patients.csv');
    const fhir = importSample().patients.map((line) => patientOfFhir(JSON.parse(line)));
    expect(csv.map(({ mapped }) => mapped)).toEqual(fhir);
  });

  it('has quotes, line ends within them, and CRLF; lines are counted as an editor does', async () => {
    const path = written(
      'quoted.csv',
      `\uFEFF${HEADER}\r\na,1980-01-01,"Ja""ne","Roe, X",F\r\n\r\nb,1980-01-01,"J\nK",Roe,M\nc,1980\n`,
    );
    const records = await recordsOf(path);
    expect(records.map(({ line }) => line)).toEqual([2, 4, 6]);
    expect(records[0]?.mapped).toMatchObject({
      value: { body: { first_name: 'Ja"ne', last_name: 'Roe, X', sex: 'female' } },
    });
    // A line end is no part of a name.
    expect(records[1]?.mapped).toEqual({ kind: 'refused', code: 'invalid-format', path: 'first_name' });
    expect(records[2]?.mapped).toEqual({ kind: 'refused', code: 'csv-width' });
  });

  it.each([
    ['a header that is none', 'Name,Born\nJane,1980\n', 'csv-columns'],
    ['a quote that never closes', `${HEADER}\na,1980-01-01,"Jane,Roe,F\n`, 'csv-malformed'],
    ['a quote amid a cell', `${HEADER}\na,1980-01-01,Ja"n"e,Roe,F\n`, 'csv-malformed'],
  ])('is refused with %s', async (name, content, code) => {
    const records = await recordsOf(written(`${name}.csv`, content));
    expect(records.map(({ mapped }) => mapped)).toEqual([{ kind: 'refused', code }]);
  });

  it('has a refusal of its own for every line that a stray quote took in', async () => {
    const rows = ['b,1980-01-02,Bob "Bo,Two,M', 'c,1980-01-03,Cat,Three,F', 'd,1980-01-04,Dan "D,Four,M'];
    const path = written(
      'stray.csv',
      [HEADER, 'a,1980-01-01,Ann,One,F', ...rows, 'e,1980-01-05,Eve,Five,F'].join('\n'),
    );
    const records = await recordsOf(path);
    expect(records.map(({ line, mapped }) => [line, mapped.kind])).toEqual([
      [2, 'mapped'],
      ...[3, 4, 5].map((line) => [line, 'refused']),
      [6, 'mapped'],
    ]);
    const bytes = records.reduce((sum, record) => sum + record.bytes, 0);
    expect(bytes).toBe(readFileSync(path).length - HEADER.length - 1);
  });

  it('has a refusal for every line up to one that cannot be read', async () => {
    const lines = [HEADER, 'a,1980-01-01,"Ann,One,F', 'b,1980-01-02,Bob,Two,M', 'c,1980-01-03,\xff,Three,F'];
    const records = await recordsOf(written('unread.csv', Buffer.from(`${lines.join('\n')}\n`, 'latin1')));
    expect(records.map(({ line, mapped }) => [line, mapped])).toEqual([
      [2, { kind: 'refused', code: 'csv-malformed' }],
      [3, { kind: 'refused', code: 'csv-malformed' }],
      [4, { kind: 'refused', code: 'not-utf-8' }],
    ]);
  });
});

describe('ndjson', () => {
  it.each([
    ['no JSON', '{"resourceType":"Patient"', 'not-json'],
    ['no FHIR', '[]', 'not-fhir'],
    ['invalid UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'not-utf-8'],
    ['a line without an end', 'x'.repeat(5 * 1024 * 1024), 'line-too-long'],
  ])('is refused with %s, and the next line is read', async (name, line, code) => {
    const path = written(
      `${name}.ndjson`,
      Buffer.concat([Buffer.from(line as string), Buffer.from('\n{"resourceType":"Claim"}')]),
    );
    const records = await recordsOf(path);
    expect(
      records.map(({ line: number, mapped }) => [number, mapped.kind, mapped.kind !== 'mapped' && mapped.code]),
    ).toEqual([
      [1, 'refused', code],
      [2, 'skipped', 'resource-not-kept'],
    ]);
  });
});

describe('a JSON file', () => {
  const PATIENT =
    '{"resourceType":"Patient","id":"p1","name":[{"family":"Mejía","given":["J"]}],"birthDate":"1980-01-01"}';

  it('is refused when it is no UTF-8, for a name would be kept with other letters', async () => {
    const records = await recordsOf(written('latin-1.json', Buffer.from(PATIENT, 'latin1')));
    expect(records.map(({ mapped }) => mapped)).toEqual([{ kind: 'refused', code: 'not-utf-8' }]);
  });

  it('may begin with a byte order mark', async () => {
    const records = await recordsOf(written('bom.json', `\uFEFF${PATIENT}`));
    expect(records.map(({ mapped }) => mapped)).toMatchObject([{ value: { body: { last_name: 'Mejía' } } }]);
  });
});

describe('a bundle', () => {
  it('is read entry by entry; references to its own entries hold; its name, often a person’s, is not repeated', async () => {
    const uuid = '155d3d80-f3f0-4b39-9207-0d122cf94a11';
    const entry = [
      {
        fullUrl: `urn:uuid:${uuid}`,
        resource: {
          resourceType: 'Patient',
          id: 'p1',
          name: [{ family: 'Roe', given: ['J'] }],
          birthDate: '1980-01-01',
        },
      },
      {
        resource: {
          resourceType: 'Observation',
          id: 'o1',
          status: 'final',
          category: [{ coding: [{ code: 'vital-signs' }] }],
          code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
          subject: { reference: `urn:uuid:${uuid}` },
          effectiveDateTime: '2020-01-01T00:00:00Z',
          valueQuantity: { value: 60, code: '/min' },
        },
      },
      {},
    ];
    const records = await recordsOf(
      written('Jane_Roe.json', JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry })),
    );
    expect(records.map(({ file, line }) => `${file} ${line}`)).toEqual(['#1.json 1', '#1.json 2', '#1.json 3']);
    expect(records[1]?.mapped).toMatchObject({ value: { patient: 'p1' } });
    expect(records[2]?.mapped).toMatchObject({ code: 'not-fhir' });
  });
});
