import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type LocalStack, startLocalStack } from '../support/local-stack';

const run = promisify(execFile);
const ROOT = join(__dirname, '../..');

/** The shell block below a heading of the README. */
const blockBelow = (heading: string): string => {
  const section = readFileSync(join(ROOT, 'README.md'), 'utf8').split(`## ${heading}`)[1] ?? '';
  const block = /```sh\n([\s\S]*?)```/.exec(section)?.[1];
  if (block === undefined) throw new Error(`no shell block below ${heading}`);
  return block;
};

const environment = (stack: LocalStack) => ({ PATH: process.env.PATH, HOME: stack.home, PHIDUCIA_HOME: stack.home });

const SYNTHEA = 'test/data/synthea/patients.csv';

/** `npm run test:import`: the session imports all patients, as the README says; else the first and the one it looks for. */
const PATIENTS = process.env.PHIDUCIA_WHOLE_IMPORT === '1' ? 150 : 16;

/** The file of the README, or so much of it, with a name for the session. */
const patientsFile = (directory: string): string => {
  if (PATIENTS === 150) return SYNTHEA;
  const [header = '', ...rows] = readFileSync(join(ROOT, SYNTHEA), 'utf8').trimEnd().split('\n');
  const found = rows.filter((row) => row.includes('Montañez'));
  const few = [...found, ...rows.filter((row) => !found.includes(row)).slice(0, PATIENTS - found.length)];
  const file = join(directory, 'patients.csv');
  writeFileSync(file, [header, ...few, ''].join('\n'));
  return file;
};

let stack: LocalStack;

beforeAll(async () => {
  stack = await startLocalStack();
});
afterAll(() => stack.stop());

describe('the README', () => {
  it('shows a session that works when pasted: encrypt, decrypt, audit entry, 503 without the audit table, healed', async () => {
    const session = blockBelow('See the point in one minute').replaceAll('http://localhost:3000', stack.url);
    const { stdout } = await run('bash', ['-c', session], { cwd: ROOT, env: environment(stack) });
    const [token, opened, log, , ...rest] = stdout.split('\n');
    const value = '{"value":"Jane Roe"}';

    expect(token).toMatch(/^phi\.v1\.[A-Za-z0-9_-]+$/);
    expect(opened).toBe(value);
    expect(JSON.parse(log ?? '')).toMatchObject({
      items: [{ operation: 'decryptValue', outcome: 'success', purpose: 'treatment' }],
    });
    const refused = rest.join('\n');
    expect(refused).toMatch(/^HTTP\/1\.1 503 /);
    expect(refused).toMatch(/^Retry-After: \d+\r?$/im);
    expect(refused.split(value)).toHaveLength(2);
    expect(refused.trimEnd().endsWith(value)).toBe(true);
  });

  it('names scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
    const named = readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/npm run (?:--silent )?([a-z:-]+)/g);
    for (const [, name = ''] of named) expect(Object.keys(scripts)).toContain(name);
  });
});

describe('npm run demo', () => {
  it('encrypts and decrypts every PHI field of 25 patients, each with its audit event, on few KMS calls', async () => {
    const args = ['-r', 'esbuild-register', 'infra/local/demo.ts'];
    const { stdout } = await run(process.execPath, args, { cwd: ROOT, env: environment(stack) });
    expect(stdout).toContain('25 patients, 275 PHI fields, 275 came back equal');
    expect(
      stdout.match(/^\d{4}-\S+ {2}decryptValue {2}user \S+ {2}patient \S+ {2}operations {2}success$/gm),
    ).toHaveLength(5);
    const rows = [...stdout.matchAll(/^(encrypt|decrypt) +(\d+) +(\d+) +[\d.]+ s +[\d.]+ ms +(\d+)$/gm)];
    expect(rows.map(([, name, calls, events]) => [name, calls, events])).toEqual([
      ['encrypt', '275', '275'],
      ['decrypt', '275', '275'],
    ]);
    // One call an instance at most, of four instances; the first key costs one more.
    for (const [, , , , kms] of rows) expect(Number(kms)).toBeLessThanOrEqual(5);
  });

  it('leaves no PHI of the patients in the log', () => {
    const log = stack.logText();
    const patients = readFileSync(join(ROOT, 'infra/local/seed/patients.ndjson'), 'utf8').trim().split('\n');
    const surnames = patients.map((line) => (JSON.parse(line) as { name: { family: string }[] }).name[0]?.family ?? '');
    expect(surnames).toHaveLength(25);
    for (const surname of surnames) expect(log).not.toContain(surname);
  });

  it('lists the newest audit entries, and names a bad line without repeating it', async () => {
    const file = join(stack.home, 'bad.ndjson');
    writeFileSync(file, 'Jane Roe 123-45-6789\n');
    const args = ['-r', 'esbuild-register', 'infra/local/demo.ts', '--file', file];
    const failed = run(process.execPath, args, { cwd: ROOT, env: environment(stack) });
    await expect(failed).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining(`Line 1 of ${file}`) });
    await expect(failed).rejects.not.toMatchObject({ stderr: expect.stringContaining('Jane') });
  });

  it('says what to do when no stack runs', async () => {
    const args = ['-r', 'esbuild-register', 'infra/local/demo.ts'];
    const failed = run(process.execPath, args, {
      cwd: ROOT,
      env: { ...environment(stack), PHIDUCIA_HOME: '/nonexistent' },
    });
    await expect(failed).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('npm start') });
  });
});

describe('the README, last, for it puts many patients on file', () => {
  it('shows an import and a first clinical session that work when pasted', async () => {
    const block = blockBelow('Import and a first clinical session');
    expect(block.split(SYNTHEA)).toHaveLength(3);
    const session = block.replaceAll('http://localhost:3000', stack.url).replaceAll(SYNTHEA, patientsFile(stack.home));
    const { stdout } = await run('bash', ['-c', session], { cwd: ROOT, env: environment(stack) });
    const imported = `patients +${PATIENTS} imported`;
    expect(stdout).toMatch(new RegExp(`^Dry run: nothing was sent\\.\\n${imported}`));
    expect(stdout.match(new RegExp(`^${imported}, 0 already-there, 0 skipped, 0 refused$`, 'gm'))).toHaveLength(2);
    const [shown, recorded, refused, name, status] = stdout.trim().split('\n').slice(-5);
    expect(JSON.parse(shown ?? '')).toMatchObject({ first_name: 'Clara', date_of_birth: '1967-07-31' });
    expect(JSON.parse(recorded ?? '')).toMatchObject({ data_type: 'blood_pressure', plausible: true });
    expect([refused, name, status]).toEqual(['care-team-required', 'Roe', 'closed']);
  }, 60_000);
});
