import type { CareTeamMember, CareTeams, PatientIdPage } from '../../ports/care-teams';
import { MemoryMutation } from './memory-mutation';

const nameOf = ({ covered_entity_id, patient_id, user_id }: Omit<CareTeamMember, 'since'>): string =>
  [covered_entity_id, patient_id, user_id].join('#');

/** Care teams in memory. */
export class MemoryCareTeams implements CareTeams {
  readonly #members = new Map<string, CareTeamMember>();

  isMember(covered_entity_id: string, patient_id: string, user_id: string): Promise<boolean> {
    return Promise.resolve(this.#members.has(nameOf({ covered_entity_id, patient_id, user_id })));
  }

  patientsOf(
    coveredEntityId: string,
    userId: string,
    after: string | undefined,
    limit: number,
  ): Promise<PatientIdPage> {
    const following = [...this.#members.values()]
      .filter((member) => member.covered_entity_id === coveredEntityId && member.user_id === userId)
      .map(({ patient_id }) => patient_id)
      .filter((id) => after === undefined || id > after)
      .sort();
    const patient_ids = following.slice(0, limit);
    const next = following.length > limit ? patient_ids.at(-1) : undefined;
    return Promise.resolve(next === undefined ? { patient_ids } : { patient_ids, next });
  }

  admission(member: CareTeamMember): MemoryMutation {
    return new MemoryMutation(
      () => true,
      () => this.#members.set(nameOf(member), member),
    );
  }

  removal(member: Omit<CareTeamMember, 'since'>): MemoryMutation {
    return new MemoryMutation(
      () => true,
      () => this.#members.delete(nameOf(member)),
    );
  }
}
