import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { withDeadline } from '../../shared/adapters/aws/deadline';
import { DependencyUnavailableError } from '../../shared/ports/errors';
import { logger, metrics, MisconfiguredError, openRegion } from './composition-root';
import { endWithoutMessage } from './uncaught';

/** Left between the last AWS call and the function's timeout, in milliseconds. */
const END_MARGIN_MS = 1500;

/** What Lambda prints of a failed invocation: a name, and never the message of what failed, which may quote an item. */
class WorkerFailedError extends Error {
  override readonly name = 'WorkerFailedError';

  constructor() {
    super('see the log');
  }
}

/** Logs a failure of a worker, by names alone. */
const logWorkerFailure = (operation: string, error: unknown): void => {
  const fields = { error_id: randomUUID(), operation, error };
  if (error instanceof MisconfiguredError) logger().error('misconfigured', { ...fields, settings: error.settings });
  else if (error instanceof DependencyUnavailableError) {
    logger().error('dependency unavailable', { ...fields, dependency: error.dependency });
  } else logger().error('worker failed', fields);
};

/** The invocation that a worker runs in. */
export interface Invocation {
  /** Milliseconds left for AWS calls. */
  remainingMs(): number;
  /** Says that a part failed and the rest went on: it is logged, and the invocation counts as failed. */
  failed(error: unknown): void;
}

/**
 * The handler of a function that a stream or a schedule invokes: closed outside the approved Regions like every other
 * one, with a deadline for all its AWS calls, counted as either `WorkerSucceeded` or `WorkerFailed`. What `run` throws
 * fails the invocation, so that Lambda tries again.
 * @param run gets the event as it came: what it reads of it, it parses.
 * @throws WorkerFailedError
 */
export const workerLambda = <Result>(
  operation: string,
  run: (event: unknown, invocation: Invocation) => Promise<Result>,
) => {
  endWithoutMessage();
  return async (event: unknown, context: Context): Promise<Result> => {
    try {
      openRegion();
      let failures = 0;
      const invocation: Invocation = {
        remainingMs: () => context.getRemainingTimeInMillis() - END_MARGIN_MS,
        failed: (error) => {
          failures += 1;
          logWorkerFailure(operation, error);
        },
      };
      const result = await withDeadline(invocation.remainingMs(), () => run(event, invocation));
      metrics().count(failures === 0 ? 'WorkerSucceeded' : 'WorkerFailed');
      return result;
    } catch (error) {
      logWorkerFailure(operation, error);
      metrics().count(error instanceof MisconfiguredError ? 'Misconfigured' : 'WorkerFailed');
      throw new WorkerFailedError();
    } finally {
      metrics().publish(operation);
    }
  };
};
