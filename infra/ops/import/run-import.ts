import type { SourceReading, VitalSignOptions } from './fhir-vital-sign';
import type { Answer, ImportClient } from './import-client';
import type { ImportReport, Outcome } from './import-report';
import { ImportStopped } from './import-stopped';
import type { ImportState } from './import-state';
import { inParallel } from './in-parallel';
import type { InputFile } from './input-files';
import { type NotMapped, refused } from './mapped';
import type { SourcePatient } from './new-patient';
import type { Progress } from './progress';
import { type InputRecord, readRecords } from './read-records';
import type { SourceKeys } from './source-ids';

/** Idempotency keys live 24 hours; beyond this, a repeat might make a twin. */
const KEY_IS_SAFE_MS = 23 * 3_600_000;

/** In a dry run nothing gets an id. */
const NO_ID = '00000000-0000-4000-8000-000000000000';

export interface ImportRun {
  readonly files: readonly InputFile[];
  readonly options: VitalSignOptions & { readonly concurrency: number; readonly coveredEntityId?: string };
  readonly keys: SourceKeys;
  readonly state: ImportState;
  readonly report: ImportReport;
  readonly progress: Progress;
  /** Absent in a dry run. */
  readonly client?: ImportClient;
  /** Stops between two records. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

type Settled = Extract<Outcome, 'imported' | 'already-there'> | NotMapped;

interface Resource {
  readonly type: 'Patient' | 'Observation';
  readonly sourceId: string;
  readonly path: string;
  readonly body: object;
}

/** Asks the API, and takes back what was begun for it where the API has certainly kept nothing. */
const createBegun = async (
  { state }: ImportRun,
  key: string,
  isBegunNow: boolean,
  create: () => Promise<Answer>,
): Promise<Answer> => {
  try {
    const answer = await create();
    if (isBegunNow && answer.kind !== 'created' && answer.mayBeKept !== true) await state.refuse(key);
    return answer;
  } catch (error) {
    if (isBegunNow && error instanceof ImportStopped && error.keptNothing) await state.refuse(key);
    throw error;
  }
};

/** Sends one resource, unless the state says that it is done. */
const send = async (run: ImportRun, { type, sourceId, path, body }: Resource): Promise<Settled> => {
  const { state, keys, client } = run;
  const key = keys.sourceKey(type, sourceId);
  const content = keys.contentKey(body);
  const done = state.done(key);
  if (done !== undefined) return done.content === content ? 'already-there' : refused('differs-from-imported');
  const begunAt = state.begunAt(key);
  if (begunAt !== undefined && run.now().getTime() - begunAt.getTime() > KEY_IS_SAFE_MS)
    return refused('outcome-unknown');
  if (client === undefined) {
    await state.finish(key, { content, id: NO_ID });
    return 'imported';
  }
  // A reading is known to the API by its device id for ever; a patient by the idempotency key, for a day.
  const isBegunNow = type === 'Patient' && begunAt === undefined;
  if (isBegunNow) await state.begin(key, run.now());
  const entity = run.options.coveredEntityId;
  const sent = entity === undefined ? body : { ...body, covered_entity_id: entity };
  const answer = await createBegun(run, key, isBegunNow, () =>
    client.create(path, sent, keys.idempotencyKey(type, sourceId)),
  );
  // It was put on file, its answer was lost, and the source has changed since.
  if (answer.kind !== 'created')
    return answer.code === 'idempotency-key-reused' ? refused('differs-from-imported') : answer;
  await state.finish(key, { content, id: answer.id });
  return answer.replayed ? 'already-there' : 'imported';
};

const sendPatient = (run: ImportRun, { source_id, body }: SourcePatient): Promise<Settled> =>
  send(run, { type: 'Patient', sourceId: source_id, path: '/patients', body });

const sendReading = (run: ImportRun, { source_id, patient, body }: SourceReading): Promise<Settled> => {
  const known = run.state.done(run.keys.sourceKey('Patient', patient));
  if (known === undefined) return Promise.resolve(refused('patient-not-imported', 'subject'));
  return send(run, { type: 'Observation', sourceId: source_id, path: `/patients/${known.id}/biometrics`, body });
};

/** The same source record twice at once would be sent twice: each waits for the one before it. */
class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(key) === mine) this.#last.delete(key);
    }
  }
}

const settle = (run: ImportRun, turns: Turns, record: InputRecord): Promise<Settled> | NotMapped => {
  if (record.mapped.kind !== 'mapped') return record.mapped;
  const { value } = record.mapped;
  const key = `${record.type} ${value.source_id}`;
  return turns.take(key, () => ('patient' in value ? sendReading(run, value) : sendPatient(run, value)));
};

async function* allRecords({ files, options, signal }: ImportRun): AsyncGenerator<InputRecord> {
  for (const file of files) {
    for await (const record of readRecords(file, options)) {
      if (signal.aborted) throw new ImportStopped('Stopped. Run the same command again: it resumes.');
      yield record;
    }
  }
}

/** One way through all files, for the records of this pass. */
const pass = async (run: ImportRun, isOfPass: (record: InputRecord) => boolean): Promise<void> => {
  const turns = new Turns();
  await inParallel(allRecords(run), run.options.concurrency, async (record) => {
    const isOurs = isOfPass(record);
    if (isOurs) {
      const settled = await settle(run, turns, record);
      if (typeof settled === 'string') run.report.add(record, settled);
      else run.report.set(record, settled);
    }
    run.progress.advance(record.bytes, isOurs);
  });
};

/** Times that each file is read: patients first, then what belongs to them, whatever the order of the files. */
export const PASSES = 2;

/**
 * Imports files through the API. Every record is imported, or found there, or stands in the report.
 * @throws ImportStopped
 */
export const runImport = async (run: ImportRun): Promise<void> => {
  await pass(run, ({ type }) => type !== 'Observation');
  await pass(run, ({ type }) => type === 'Observation');
};
