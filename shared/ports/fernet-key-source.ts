import type { FernetKeys } from '../crypto/fernet';

/** The legacy keys of covered entities. A Fernet token names no tenant, so each entity has keys of its own. */
export interface FernetKeySource {
  /** None, if the entity has no legacy keys. @throws DependencyUnavailableError also where what is stored is no such keys. */
  fernetKeys(coveredEntityId: string): Promise<FernetKeys>;
}
