import type { Mutation } from '../../ports/audit-trail';
import type { Changes } from '../../ports/changes';
import { memoryMutation } from './memory-mutation';

/** Changes in memory without their audit event. What is in memory never has an unknown outcome. */
export class MemoryChanges implements Changes {
  apply(mutations: readonly Mutation[]): Promise<'committed' | 'conflict'> {
    const changes = mutations.map(memoryMutation);
    if (!changes.every((change) => change.permitted())) return Promise.resolve('conflict');
    for (const change of changes) change.apply();
    return Promise.resolve('committed');
  }
}
