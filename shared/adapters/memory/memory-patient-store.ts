import { patientSummary, type PatientSummary } from '../../domain/patient';
import type { PatientIdPage } from '../../ports/care-teams';
import type { PatientPage, PatientStore, StoredPatient, SummaryPage } from '../../ports/patient-store';
import { MemoryMutation } from './memory-mutation';

/** Patients in memory. */
export class MemoryPatientStore implements PatientStore {
  readonly #patients = new Map<string, StoredPatient>();

  find(coveredEntityId: string, id: string): Promise<StoredPatient | undefined> {
    const patient = this.#patients.get(id);
    return Promise.resolve(patient?.covered_entity_id === coveredEntityId ? patient : undefined);
  }

  findAll(coveredEntityId: string, ids: readonly string[]): Promise<readonly StoredPatient[]> {
    return Promise.resolve(this.#of(coveredEntityId).filter(({ id }) => ids.includes(id)));
  }

  async summaries(coveredEntityId: string, after: string | undefined, limit: number): Promise<SummaryPage> {
    const { patients, next } = await this.page(coveredEntityId, after, limit);
    const summaries = patients.map(patientSummary);
    return next === undefined ? { patients: summaries } : { patients: summaries, next };
  }

  page(coveredEntityId: string, after: string | undefined, limit: number): Promise<PatientPage> {
    const following = this.#of(coveredEntityId)
      .filter(({ id }) => after === undefined || id > after)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    const patients = following.slice(0, limit);
    const next = following.length > limit ? patients.at(-1)?.id : undefined;
    return Promise.resolve({ patients, unreadable: [], ...(next === undefined ? {} : { next }) });
  }

  summariesOf(coveredEntityId: string, ids: readonly string[]): Promise<readonly PatientSummary[]> {
    const found = new Map(this.#of(coveredEntityId).map((patient) => [patient.id, patientSummary(patient)]));
    return Promise.resolve(ids.flatMap((id) => found.get(id) ?? []));
  }

  indexed(coveredEntityId: string, entry: string, after: string | undefined, limit: number): Promise<PatientIdPage> {
    const following = this.#of(coveredEntityId)
      .filter(({ id, index }) => index.includes(entry) && (after === undefined || id > after))
      .map(({ id }) => id)
      .sort();
    const patient_ids = following.slice(0, limit);
    const next = following.length > limit ? patient_ids.at(-1) : undefined;
    return Promise.resolve(next === undefined ? { patient_ids } : { patient_ids, next });
  }

  creation(patient: StoredPatient): MemoryMutation {
    return new MemoryMutation(
      () => !this.#patients.has(patient.id),
      () => this.#patients.set(patient.id, patient),
    );
  }

  replacement(before: StoredPatient, after: StoredPatient): MemoryMutation {
    return new MemoryMutation(
      () => {
        const current = this.#patients.get(before.id);
        return current?.version === before.version && Buffer.from(current.sealed.header).equals(before.sealed.header);
      },
      () => this.#patients.set(after.id, after),
    );
  }

  #of(coveredEntityId: string): StoredPatient[] {
    return [...this.#patients.values()].filter((patient) => patient.covered_entity_id === coveredEntityId);
  }
}
