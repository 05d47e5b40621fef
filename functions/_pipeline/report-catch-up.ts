import type { CaughtUp } from '../../shared/application/catch-up-sequence';
import { logger, metrics } from './composition-root';
import { reportParked } from './report-parked';
import type { Invocation } from './worker-lambda';

/** Logs and counts what a run of the catch-up found: what the stream had lost, and how far behind the comparison is. */
export const reportCatchUp = (operation: string, run: CaughtUp, invocation: Pick<Invocation, 'failed'>): void => {
  const { added, finished, lag_seconds } = run;
  logger().info('caught up', { operation, items: added, finished, lag_seconds });
  metrics().count('CatchUpAdded', added);
  metrics().measure('CatchUpLagSeconds', lag_seconds);
  reportParked(operation, run, invocation);
};
