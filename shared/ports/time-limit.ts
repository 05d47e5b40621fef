/** Work took longer than it may. */
export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';
}

/** Bounds how long anybody waits for work. What was waited for ends with the invocation (its calls are aborted). */
export interface TimeLimit {
  /** @param ms milliseconds. @throws TimeLimitError, or what the work throws. */
  within<T>(ms: number, work: Promise<T>): Promise<T>;
}
