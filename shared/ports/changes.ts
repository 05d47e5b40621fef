import type { Mutation } from './audit-trail';

/** Changes whose audit event is durable elsewhere already: the second half of a change while the audit table refuses. */
export interface Changes {
  /**
   * Applies all of them or none. Where an earlier transaction of the same changes went through after all, unknown to whoever
   * sent it, they are as they should be: `committed`.
   * @returns `conflict` when the condition of a change did not hold; then nothing happened.
   * @throws ContentionError
   * @throws DependencyUnavailableError
   */
  apply(mutations: readonly Mutation[]): Promise<'committed' | 'conflict'>;
}
