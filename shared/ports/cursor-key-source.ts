import type { KeyObject } from 'node:crypto';

/** The deployment's key for cursors. */
export interface CursorKeySource {
  /** @throws DependencyUnavailableError */
  cursorKey(): Promise<KeyObject>;
}
