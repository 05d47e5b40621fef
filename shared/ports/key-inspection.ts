import type { KeyState } from '../domain/readiness';

/** The state of the key that wraps the tenant keys. */
export interface KeyInspection {
  /** @throws DependencyUnavailableError */
  state(): Promise<KeyState>;
  /** Days between rotations, or nothing while rotation is off. @throws DependencyUnavailableError */
  rotationDays(): Promise<number | undefined>;
}
