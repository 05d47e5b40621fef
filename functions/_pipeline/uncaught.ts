import { randomUUID } from 'node:crypto';
import { inLambda, logger, once } from './composition-root';

const end = (error: unknown): void => {
  try {
    logger().error('unexpected error', { error_id: randomUUID(), error });
  } finally {
    process.exit(1);
  }
};

/**
 * What nobody catches, Lambda's runtime prints, message and all. This listens before it does: a line of names and
 * frames, and the process ends, as it would. Elsewhere the process is not ours to end.
 */
export const endWithoutMessage = once(() => {
  if (!inLambda()) return;
  process.prependListener('uncaughtException', end);
  process.prependListener('unhandledRejection', end);
});
