import type { ParkedTree } from '../../shared/application/sequence-audit-events';
import { logger, metrics } from './composition-root';
import type { Invocation } from './worker-lambda';

/** What a run of the sequencer or of the catch-up did not do as it should. */
interface Shortfall {
  readonly parked: readonly ParkedTree[];
  readonly overflowed: number;
}

/** Logs and counts trees that were left to a later run, and entries that rollups had no room for. */
export const reportParked = (
  operation: string,
  { parked, overflowed }: Shortfall,
  invocation: Pick<Invocation, 'failed'>,
): void => {
  for (const { tree, error } of parked) {
    logger().error('tree parked', { operation, tree });
    invocation.failed(error);
  }
  if (parked.length > 0) metrics().count('SequenceParked', parked.length);
  if (overflowed > 0) {
    logger().error('rollup overflow', { operation, items: overflowed });
    metrics().count('RollupOverflow', overflowed);
  }
};
