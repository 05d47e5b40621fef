import type { EmergencySuspension, EmergencySuspensions } from '../../ports/emergency-suspensions';
import { MemoryMutation } from './memory-mutation';

const nameOf = (coveredEntityId: string, userId: string): string => `${coveredEntityId}#${userId}`;

/** Suspensions in memory. */
export class MemoryEmergencySuspensions implements EmergencySuspensions {
  readonly #suspended = new Map<string, EmergencySuspension>();

  isSuspended(coveredEntityId: string, userId: string): Promise<boolean> {
    return Promise.resolve(this.#suspended.has(nameOf(coveredEntityId, userId)));
  }

  suspension(suspension: EmergencySuspension): MemoryMutation {
    return new MemoryMutation(
      () => true,
      () => this.#suspended.set(nameOf(suspension.covered_entity_id, suspension.user_id), suspension),
    );
  }

  lifting(coveredEntityId: string, userId: string): MemoryMutation {
    const name = nameOf(coveredEntityId, userId);
    return new MemoryMutation(
      () => true,
      () => this.#suspended.delete(name),
    );
  }
}
