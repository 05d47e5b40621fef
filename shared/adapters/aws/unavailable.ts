import { DependencyUnavailableError } from '../../ports/errors';

/** What AWS calls a request of ours that was wrong: a defect here, not an outage there. */
const OUR_FAULT = new Set(['ValidationException', 'SerializationException', 'InvalidParameterException']);

const errorName = (error: unknown): string => (error instanceof Error ? error.name : '');

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
    if (error instanceof DependencyUnavailableError || OUR_FAULT.has(errorName(error))) throw error;
    throw new DependencyUnavailableError(dependency, { cause: error });
  }
};
