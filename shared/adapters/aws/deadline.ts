import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<AbortSignal>();

/**
 * Runs work whose AWS calls are all aborted when the time is over, retries included: no work goes on after the answer.
 * @param ms milliseconds from now.
 */
export const withDeadline = async <T>(ms: number, work: () => Promise<T>): Promise<T> => {
  const controller = new AbortController();
  const timer = setTimeout(
    () => {
      controller.abort();
    },
    Math.max(0, ms),
  );
  try {
    return await current.run(controller.signal, work);
  } finally {
    clearTimeout(timer);
    controller.abort();
  }
};

/** Options for an AWS call: the deadline of the running invocation, if there is one. */
export const untilDeadline = (): { readonly abortSignal?: AbortSignal } => {
  const abortSignal = current.getStore();
  return abortSignal === undefined ? {} : { abortSignal };
};
