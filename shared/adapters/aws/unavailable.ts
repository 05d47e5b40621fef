import * as z from 'zod';
import { DefectError, DependencyUnavailableError } from '../../ports/errors';

/** What AWS calls a request of ours that was wrong. */
const REQUEST_IS_WRONG = new Set([
  'ValidationException',
  'SerializationException',
  'InvalidParameterException',
  // A token of ours under which another transaction went: each has one of its own.
  'IdempotentParameterMismatchException',
]);

/** Whether an error is a defect here, not an outage there: our own, a stored item that does not parse, a wrong request. */
const isDefect = (error: unknown): boolean =>
  error instanceof DefectError ||
  error instanceof TypeError ||
  error instanceof z.ZodError ||
  (error instanceof Error && REQUEST_IS_WRONG.has(error.name));

/**
 * Runs an AWS call. Every failure but a defect of our own means that the dependency cannot be used now.
 * @throws DependencyUnavailableError
 */
export const available = async <T>(
  dependency: DependencyUnavailableError['dependency'],
  call: () => Promise<T>,
): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    if (error instanceof DependencyUnavailableError || isDefect(error)) throw error;
    throw new DependencyUnavailableError(dependency, { cause: error });
  }
};
