import type { Mutation } from '../../ports/audit-trail';

/** A change to a store in memory: whether it may happen, and how. */
export class MemoryMutation implements Mutation {
  readonly kind = 'mutation';

  constructor(
    readonly permitted: () => boolean,
    readonly apply: () => void,
  ) {}
}

/** @throws TypeError for a mutation of another kind of store: a defect in the composition. */
export const memoryMutation = (mutation: Mutation): MemoryMutation => {
  if (!(mutation instanceof MemoryMutation)) throw new TypeError('not a mutation in memory');
  return mutation;
};
