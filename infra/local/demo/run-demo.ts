import { readFileSync } from 'node:fs';
import { SingleBar } from 'cli-progress';
import type { AuditEvent } from '../../../shared/domain/audit-event';
import { type DemoClient, kmsCalls, localNow } from './demo-client';
import { patientFields, type PatientFields } from './fhir-patient-fields';

/** Requests under way at once. */
const CONCURRENCY = 4;
/** Pages of the audit log that are read at most. */
const MAX_PAGES = 100;

interface DemoOptions {
  readonly url: string;
  readonly seedFile: string;
  readonly developer: DemoClient;
  readonly admin: DemoClient;
}

interface FieldValue {
  readonly patientId: string;
  readonly field: string;
  readonly value: string;
}

interface Stage {
  readonly name: string;
  readonly calls: number;
  readonly ms: number;
  readonly kmsCalls: number;
}

export interface DemoResult {
  readonly patients: number;
  readonly fields: number;
  readonly equal: number;
  readonly stages: readonly Stage[];
  /** Audit events that this run made, newest first. */
  readonly events: readonly AuditEvent[];
}

const contextOf = ({ patientId, field }: FieldValue) => ({ patient_id: patientId, field });

/** @throws Error that names the line; what stands there may be somebody's PHI and is not repeated. */
const readPatient = (line: string, place: string): PatientFields => {
  try {
    return patientFields(line);
  } catch {
    throw new Error(`${place} is not a FHIR R4 Patient with an id and a name.`);
  }
};

/** Works through a list with bounded concurrency, in order of results. */
const inParallel = async <T, U>(items: readonly T[], work: (item: T) => Promise<U>, done: () => void): Promise<U[]> => {
  const results: U[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) {
      results[index] = await work(item);
      done();
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return results;
};

/** One stage with its progress bar (on standard error, where there is a terminal), its time, and its KMS calls. */
const stage = async <T, U>(
  { url }: DemoOptions,
  name: string,
  items: readonly T[],
  work: (item: T) => Promise<U>,
): Promise<{ readonly results: readonly U[]; readonly stage: Stage }> => {
  const bar = new SingleBar({ format: `${name} [{bar}] {value}/{total} {eta_formatted}`, noTTYOutput: false });
  const kmsBefore = await kmsCalls(url);
  const started = performance.now();
  bar.start(items.length, 0);
  try {
    const results = await inParallel(items, work, () => {
      bar.increment();
    });
    const ms = performance.now() - started;
    return { results, stage: { name, calls: items.length, ms, kmsCalls: (await kmsCalls(url)) - kmsBefore } };
  } finally {
    bar.stop();
  }
};

/** The audit events since `from` that concern the given patients, newest first, read page by page. */
const eventsSince = async (
  admin: DemoClient,
  from: string,
  patientIds: ReadonlySet<string>,
): Promise<readonly AuditEvent[]> => {
  const events: AuditEvent[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { items, next_cursor } = await admin.auditLogs(cursor);
    events.push(...items.filter((event) => event.recorded_at >= from && patientIds.has(event.patient_id ?? '')));
    if (next_cursor === undefined || items.some((event) => event.recorded_at < from)) break;
    cursor = next_cursor;
  }
  return events;
};

/** Encrypts every PHI field of every patient through the API, decrypts them, compares, and counts the audit events. */
export const runDemo = async (options: DemoOptions): Promise<DemoResult> => {
  const from = await localNow(options.url);
  const lines = readFileSync(options.seedFile, 'utf8').split('\n').filter(Boolean);
  const patients = lines.map((line, index) => readPatient(line, `Line ${index + 1} of ${options.seedFile}`));
  const values: readonly FieldValue[] = patients.flatMap(({ patientId, fields }) =>
    fields.map(([field, value]) => ({ patientId, field, value })),
  );
  const encrypted = await stage(options, 'encrypt', values, async (each) => ({
    ...each,
    ciphertext: await options.developer.encrypt(each.value, contextOf(each)),
  }));
  const decrypted = await stage(options, 'decrypt', encrypted.results, (each) =>
    options.admin.decrypt(each.ciphertext, contextOf(each)),
  );
  return {
    patients: patients.length,
    fields: values.length,
    equal: decrypted.results.filter((value, index) => value === values[index]?.value).length,
    stages: [encrypted.stage, decrypted.stage],
    events: await eventsSince(options.admin, from, new Set(patients.map(({ patientId }) => patientId))),
  };
};
