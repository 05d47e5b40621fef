import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problemCode } from '../support/api-problem';
import { DemoClinic, member } from '../support/demo-clinic';
import { importProcess } from '../support/import-process';
import { importSample, plantedValues } from '../support/synthea';

const TREATMENT = { 'X-Purpose-Of-Use': 'treatment' };

/** `npm run test:import`: every patient and every vital sign; else a sample. */
const WHOLE = process.env.PHIDUCIA_WHOLE_IMPORT === '1';
const SEED = Number(process.env.PHIDUCIA_IMPORT_SEED ?? '7');
const TIMEOUT_MS = WHOLE ? 600_000 : 90_000;

const sample = importSample(WHOLE ? undefined : { patients: 16, seed: SEED });

let clinic: DemoClinic;
let input: string;
let state: string;
let report: string;

const runImport = (args: readonly string[], killAt?: () => boolean) => importProcess(clinic.stack.home, args, killAt);

const linesOf = (file: string): number => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0);

const patientCount = async (): Promise<number> => {
  let [count, cursor]: [number, string | undefined] = [0, undefined];
  do {
    const query: Record<string, string> = { limit: '100', mine: 'true', ...(cursor === undefined ? {} : { cursor }) };
    const { json } = await clinic.call('clinician', 'GET', '/patients', { query });
    const page = json as { items: unknown[]; next_cursor?: string };
    count += page.items.length;
    cursor = page.next_cursor;
  } while (cursor !== undefined);
  return count;
};

const readingCount = async (): Promise<number> => (await clinic.itemsOf('biometrics')).length;

beforeAll(async () => {
  clinic = await DemoClinic.open();
  input = mkdtempSync(join(tmpdir(), 'phiducia-import-'));
  // What belongs to patients stands before them: the order of files must not matter.
  writeFileSync(join(input, '1-observations.ndjson'), sample.observations.map((line) => `${line}\n`).join(''));
  writeFileSync(join(input, '2-patients.ndjson'), sample.patients.map((line) => `${line}\n`).join(''));
  [state, report] = [join(clinic.stack.home, 'state.jsonl'), join(clinic.stack.home, 'report.jsonl')];
});
afterAll(async () => {
  rmSync(input, { recursive: true, force: true });
  await clinic.close();
});

describe(`npm run import, ${WHOLE ? 'all patients' : `30 patients drawn by seed ${SEED}`}`, () => {
  it('writes nothing in a dry run, and says what would be', async () => {
    const { code, stdout } = await runImport([input, '--dry-run']);
    expect({ code, patients: await patientCount(), readings: await readingCount() }).toEqual({
      code: 0,
      patients: 0,
      readings: 0,
    });
    expect(stdout).toContain(`${sample.patients.length} imported`);
    expect(stdout).toContain(`${sample.kept} imported`);
  });

  it('ends with 2 and the usage on an unknown option', async () => {
    const { code, stderr } = await runImport(['x.ndjson', '--nope']);
    expect(code).toBe(2);
    expect(stderr).toContain('Usage: npm run import');
  });

  it(
    'killed at any point and resumed: nothing doubled, nothing missing',
    async () => {
      // The state has a line for the place, two for a patient, one for a reading.
      const whole = 1 + 2 * sample.patients.length + sample.kept;
      for (const share of sample.killPoints) {
        const killAt = Math.floor(whole * share);
        await runImport([input, '--state', state], () => linesOf(state) >= killAt);
      }
      const { code, stdout, stderr } = await runImport([input, '--resume', state, '--report', report]);
      expect({ code, stderr }).toMatchObject({ code: 0 });
      expect(stdout).toContain('type-not-kept');
      expect({ patients: await patientCount(), readings: await readingCount() }).toEqual({
        patients: sample.patients.length,
        readings: sample.kept,
      });
    },
    TIMEOUT_MS,
  );

  it('once more changes nothing, with the state and, for a day, without it', async () => {
    const again = await runImport([input, '--state', state]);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain(`patients    0 imported, ${sample.patients.length} already-there`);
    const few = join(input, 'few.ndjson');
    writeFileSync(
      few,
      sample.patients
        .slice(0, 3)
        .map((line) => `${line}\n`)
        .join(''),
    );
    const without = await runImport([few, '--state', join(clinic.stack.home, 'other.jsonl')]);
    rmSync(few);
    expect(without.stdout).toContain('patients    0 imported, 3 already-there');
    expect(await patientCount()).toBe(sample.patients.length);
  });

  it('reports each record that it skipped by place and code, and keeps its files to their owner', () => {
    const lines = readFileSync(report, 'utf8').trim().split('\n');
    const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(entries).toHaveLength(sample.observations.length - sample.kept);
    for (const entry of entries) {
      expect(entry).toMatchObject({ file: '#1.ndjson', resource_type: 'Observation', outcome: 'skipped' });
      expect(typeof entry.line).toBe('number');
    }
    for (const file of [state, report]) expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});

describe('164.312(a)(1) a first clinical session over what was imported', () => {
  let patient: string;

  it('finds a patient by name', async () => {
    const { name, given } = sample.somebody;
    const json = { last_name: name, first_name: given };
    const found = await clinic.call('clinician', 'POST', '/patients/search', { json, headers: TREATMENT });
    const { items } = found.json as { items: { id: string }[] };
    expect(items).toHaveLength(1);
    patient = items[0]?.id ?? '';
  });

  it('reads two fields, and these alone', async () => {
    const response = await clinic.call('clinician', 'GET', `/patients/${patient}`, {
      query: { fields: 'date_of_birth,mrn' },
      headers: TREATMENT,
    });
    expect(response.json).toMatchObject({ date_of_birth: sample.somebody.birthDate, mrn: sample.somebody.mrn });
    expect(response.json).not.toHaveProperty('last_name');
  });

  it('records a blood pressure', async () => {
    const json = {
      data_type: 'blood_pressure',
      systolic: 121,
      diastolic: 79,
      unit: 'mm[Hg]',
      timestamp: new Date().toISOString(),
    };
    const response = await clinic.call('clinician', 'POST', `/patients/${patient}/biometrics`, { json });
    expect(response.status).toBe(201);
  });

  it('is refused a stranger, breaks the glass, and the review by an admin closes it', async () => {
    const stranger = await clinic.patient('clinician2');
    const response = await clinic.call('clinician', 'GET', `/patients/${stranger}`, { headers: TREATMENT });
    expect([response.status, problemCode(response)]).toEqual([403, 'care-team-required']);
    const json = { reason: 'life_threatening', justification: 'Found unconscious.' };
    const grant = await clinic.call('clinician', 'POST', `/emergency-access/${stranger}`, { json });
    expect(grant.status).toBe(201);
    const headers = { 'X-Purpose-Of-Use': 'emergency' };
    expect((await clinic.call('clinician', 'GET', `/patients/${stranger}`, { headers })).status).toBe(200);
    const review = `/emergency-access/grants/${member(grant, 'grant_id')}/review`;
    const closed = await clinic.call('admin', 'POST', review, { json: { verdict: 'justified' } });
    expect([closed.status, member(closed, 'status')]).toEqual([200, 'closed']);
    expect((await clinic.call('clinician', 'GET', `/patients/${stranger}`, { headers })).status).toBe(403);
  });
});

describe('guarantee 5: what was imported stands nowhere in the clear', () => {
  /** Every file below a directory, as bytes in Latin-1. */
  const filesBelow = (directory: string): readonly string[] =>
    existsSync(directory)
      ? readdirSync(directory, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
      : [];

  it(
    'not in a table, a file of the bucket, a log, the state, or the report',
    async () => {
      const { home } = clinic.stack;
      const files = ['s3', 'background'].flatMap((name) => filesBelow(join(home, name)));
      const text = [
        await clinic.everythingStored(),
        ...files,
        readFileSync(state, 'utf8'),
        readFileSync(report, 'utf8'),
      ].join('\n');
      const values = plantedValues(sample);
      expect(values.length).toBeGreaterThan(sample.patients.length * 6);
      // Short values happen to stand inside of random ones: they count as words.
      const stands = (value: string): boolean =>
        text.includes(value) &&
        (value.length >= 10 ||
          new RegExp(`(?<![A-Za-z0-9.])${value.replace(/[^\w]/g, '\\$&')}(?![A-Za-z0-9])`).test(text));
      expect(values.filter((value) => [value, Buffer.from(value).toString('latin1')].some(stands))).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
