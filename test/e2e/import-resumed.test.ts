import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DemoClinic } from '../support/demo-clinic';
import { importProcess } from '../support/import-process';

const HEADER = 'Id,BIRTHDATE,FIRST,LAST';

let clinic: DemoClinic;
let directory: string;
beforeAll(async () => {
  clinic = await DemoClinic.open();
  directory = mkdtempSync(join(tmpdir(), 'phiducia-resumed-'));
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await clinic.close();
});

const stateOf = (name: string): string => join(directory, `${name}.state.jsonl`);

const importRow = (name: string, row: string, ...options: readonly string[]) => {
  const file = join(directory, `${name}.csv`);
  writeFileSync(file, `${HEADER}\n${row}\n`);
  return importProcess(clinic.stack.home, [file, '--state', stateOf(name), ...options]);
};

/** What two days do to a state file: whatever was under way then lies beyond the idempotency keys. */
const ageState = (name: string): void => {
  const earlier = new Date(Date.now() - 2 * 86_400_000).toISOString();
  const lines = readFileSync(stateOf(name), 'utf8').replaceAll(/"at":"[^"]+"/g, `"at":"${earlier}"`);
  writeFileSync(stateOf(name), lines);
};

const patientsNamed = async (last_name: string): Promise<number> => {
  const headers = { 'X-Purpose-Of-Use': 'treatment' };
  const { json } = await clinic.call('clinician', 'POST', '/patients/search', { json: { last_name }, headers });
  return (json as { readonly items: readonly unknown[] }).items.length;
};

describe('an import that is run again', () => {
  it('takes a patient whom the API had refused, however much later the source is corrected', async () => {
    const refused = await importRow('corrected', 'c1,2090-01-01,Jane,Corrected');
    expect([refused.code, refused.stdout]).toEqual([1, expect.stringContaining('in-the-future')]);
    ageState('corrected');
    const again = await importRow('corrected', 'c1,1990-01-01,Jane,Corrected');
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('patients    1 imported')]);
    expect(await patientsNamed('Corrected')).toBe(1);
  });

  it('takes the patients at whom it was stopped because the caller may not import', async () => {
    const stopped = await importRow('stopped', 's1,1990-01-01,Jane,Stopped', '--as', 'auditor@demo.test');
    expect([stopped.code, stopped.stderr]).toEqual([3, expect.stringContaining('role-required')]);
    ageState('stopped');
    const again = await importRow('stopped', 's1,1990-01-01,Jane,Stopped');
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('patients    1 imported')]);
  });

  it('makes no twin of a patient whose answer was lost and whose source has changed since', async () => {
    expect((await importRow('twin', 't1,1990-01-01,Jane,Twinless')).code).toBe(0);
    const whole = readFileSync(stateOf('twin'), 'utf8');
    // Killed after the patient was put on file, before the answer was written down.
    writeFileSync(stateOf('twin'), whole.replace(/\{"kind":"done".*\n/, ''));
    const again = await importRow('twin', 't1,1990-01-01,Janet,Twinless');
    expect([again.code, again.stdout]).toEqual([1, expect.stringContaining('differs-from-imported')]);
    expect(await patientsNamed('Twinless')).toBe(1);
    expect((await importRow('twin', 't1,1990-01-01,Jane,Twinless')).stdout).toContain('1 already-there');
  });

  it('still does not send a patient a day later of whom nobody knows whether they arrived', async () => {
    expect((await importRow('unknown', 'u1,1990-01-01,Jane,Unknown')).code).toBe(0);
    writeFileSync(stateOf('unknown'), readFileSync(stateOf('unknown'), 'utf8').replace(/\{"kind":"done".*\n/, ''));
    ageState('unknown');
    const again = await importRow('unknown', 'u1,1990-01-01,Jane,Unknown');
    expect([again.code, again.stdout]).toEqual([1, expect.stringContaining('outcome-unknown')]);
  });
});
