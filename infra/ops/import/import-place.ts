import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** Names where an import goes: other stacks have other app clients, whatever their URL. */
export const targetName = (clientId: string, coveredEntityId: string): string =>
  createHash('sha256').update(`${clientId} ${coveredEntityId}`).digest('hex');

/** Where the state of imports into a place lies unless the operator says otherwise. */
export const stateFile = (home: string, target: string): string => join(home, 'import', `${target.slice(0, 16)}.jsonl`);
