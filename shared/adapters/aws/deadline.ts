import { AsyncLocalStorage } from 'node:async_hooks';
import { setMaxListeners } from 'node:events';

const current = new AsyncLocalStorage<AbortSignal>();

/**
 * Runs work whose AWS calls are all aborted when the time is over, retries included: no work goes on after the answer.
 * Within another deadline, whichever comes first holds.
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
  const outer = current.getStore();
  const signal = outer === undefined ? controller.signal : AbortSignal.any([outer, controller.signal]);
  // Each call under way listens, and a list of all vital signs makes more than ten at once; none outlives its invocation.
  setMaxListeners(Infinity, signal);
  try {
    return await current.run(signal, work);
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
