import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DemoClient } from './demo/demo-client';
import { type DemoResult, runDemo } from './demo/run-demo';
import { homeOf } from './home';
import { readRuntime } from './runtime-file';
import { DEMO_PASSWORD } from './seed/demo-users';
import { signIn } from './sign-in';

const HELP = `Usage: npm run demo [-- --file FILE]

Encrypts every PHI field of each patient in FILE through the HTTP API of the running local stack as
developer@demo.test, decrypts them as admin@demo.test, compares, and lists the audit events that this made.

  --file   FHIR R4 Patients, one per line; default: infra/local/seed/patients.ndjson (synthetic)
  --help   show this

PHIDUCIA_HOME names the directory of the stack, if it is not .local/.
`;

/** Entries of the audit log that are shown; the table counts all. */
const SHOWN = 5;

const countOf = (events: DemoResult['events'], operation: string): number =>
  events.filter((event) => event.operation === operation).length;

const entry = (event: DemoResult['events'][number]): string =>
  [
    event.recorded_at,
    event.operation,
    `user ${event.user_id.slice(0, 8)}…`,
    `patient ${(event.patient_id ?? '').slice(0, 8)}…`,
    event.purpose ?? '',
    event.outcome,
  ].join('  ');

const table = ({ patients, fields, equal, stages, events }: DemoResult): string => {
  const rows = stages.map(({ name, calls, ms, kmsCalls }) =>
    [
      name.padEnd(9),
      String(calls).padStart(6),
      String(countOf(events, `${name}Value`)).padStart(12),
      `${(ms / 1000).toFixed(1)} s`.padStart(8),
      `${(ms / calls).toFixed(1)} ms`.padStart(9),
      String(kmsCalls).padStart(9),
    ].join('  '),
  );
  const head = ['', ' calls', 'audit events', '    time', ' per call', 'KMS calls'];
  return [
    `${patients} patients, ${fields} PHI fields, ${equal} came back equal`,
    '',
    [''.padEnd(9), ...head.slice(1)].join('  '),
    ...rows,
    '',
    `The newest of ${events.length} audit entries that this made:`,
    ...events.slice(0, SHOWN).map(entry),
    '',
  ].join('\n');
};

/** Every field came back equal, and every call left its event. */
const isComplete = ({ fields, equal, events }: DemoResult): boolean =>
  equal === fields && countOf(events, 'encryptValue') === fields && countOf(events, 'decryptValue') === fields;

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { file: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
  if (values.help === true) {
    process.stdout.write(HELP);
    return;
  }
  const seedFile = values.file ?? join(__dirname, 'seed', 'patients.ndjson');
  if (!existsSync(seedFile)) throw new Error(`There is no file ${seedFile}.`);
  const home = homeOf(process.env);
  const runtime = readRuntime(home);
  if (runtime === undefined) throw new Error(`No local stack runs on ${home}. Start it with npm start.`);
  const client = async (email: string) =>
    new DemoClient(runtime.url, (await signIn(runtime, email, DEMO_PASSWORD)).access);
  const result = await runDemo({
    url: runtime.url,
    seedFile,
    developer: await client('developer@demo.test'),
    admin: await client('admin@demo.test'),
  });
  process.stdout.write(table(result));
  if (!isComplete(result)) throw new Error('The demo is incomplete: a value differs, or an audit event is missing.');
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'failed'}\n`);
  process.exit(1);
});
