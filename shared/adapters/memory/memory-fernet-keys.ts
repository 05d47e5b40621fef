import type { FernetKeys } from '../../crypto/fernet';
import type { FernetKeySource } from '../../ports/fernet-key-source';

/** Legacy keys in memory. */
export class MemoryFernetKeys implements FernetKeySource {
  readonly #keys = new Map<string, FernetKeys>();

  set(coveredEntityId: string, keys: FernetKeys): void {
    this.#keys.set(coveredEntityId, keys);
  }

  fernetKeys(coveredEntityId: string): Promise<FernetKeys> {
    return Promise.resolve(this.#keys.get(coveredEntityId) ?? { keys: [] });
  }
}
