/** Works through a stream with so many workers at once. After a failure no item is taken any more, and what is under way ends first. */
export const inParallel = async <T>(
  items: AsyncIterable<T>,
  workers: number,
  work: (item: T) => Promise<void>,
): Promise<void> => {
  const iterator = items[Symbol.asyncIterator]();
  let failed = false;
  const worker = async (): Promise<void> => {
    while (!failed) {
      const next = await iterator.next();
      if (next.done === true) return;
      await work(next.value);
    }
  };
  const guarded = async (): Promise<void> => {
    try {
      await worker();
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: workers }, guarded));
  const failure = ends.find((end) => end.status === 'rejected');
  if (failure === undefined) return;
  await iterator.return?.();
  throw failure.reason;
};
