import { MemoryCareTeams } from '../../shared/adapters/memory/memory-care-teams';
import { MemoryIndexKeyStore } from '../../shared/adapters/memory/memory-index-key-store';
import { MemoryPatientStore } from '../../shared/adapters/memory/memory-patient-store';
import { createPatient } from '../../shared/application/create-patient';
import { IndexKeyring } from '../../shared/application/index-keyring';
import {
  findCandidates,
  searchPatients,
  type PatientSearchBody,
  type SearchPatientsDependencies,
  type SearchQuestion,
} from '../../shared/application/search-patients';
import type { Actor } from '../../shared/domain/actor';
import type { PatientPhi } from '../../shared/domain/patient';
import { boxFields } from '../../shared/domain/patient-phi';
import { isRefusal } from '../../shared/domain/result';
import { MemoryCustody, phiCall } from './memory-custody';
import { ENTITY_A, tenantAdmin } from './synthetic-parties';

/** The custody layer in memory with patients who can be searched. */
export class SearchBench extends MemoryCustody implements SearchPatientsDependencies {
  readonly patients = new MemoryPatientStore();
  readonly careTeams = new MemoryCareTeams();
  readonly indexKeys = new MemoryIndexKeyStore();
  readonly indexKeyring = new IndexKeyring(this);
  readonly suspensions = { isSuspended: () => Promise.resolve(false) };
  emergencies = 0;
  readonly emergencySearched = () => void (this.emergencies += 1);

  async put(phi: PatientPhi): Promise<string> {
    const call = phiCall({ operation: 'createPatient', action: 'WRITE', patient_id: undefined });
    const created = await createPatient(this, call, boxFields(phi));
    if (isRefusal(created)) throw new Error(created.refused);
    return created.audited.body.id;
  }

  /** One call of the operation. @throws Error with the code of a refusal */
  async search(question: SearchQuestion, actor: Actor = tenantAdmin()): Promise<PatientSearchBody> {
    const found = await findCandidates(this, ENTITY_A, actor, question);
    const call = phiCall({ operation: 'searchPatients', actor, patient_id: undefined });
    const answer = await searchPatients(this, call, found);
    if (isRefusal(answer)) throw new Error(answer.refused);
    return answer.body;
  }

  async found(question: SearchQuestion, actor?: Actor): Promise<readonly string[]> {
    return (await this.search(question, actor)).items.map(({ id }) => id);
  }
}
