import { getMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { untilDeadline, withDeadline } from '../../../../shared/adapters/aws/deadline';

describe('no work goes on after the answer', () => {
  it('has no signal outside an invocation', () => {
    expect(untilDeadline()).toEqual({});
  });

  it('aborts when the time is over, in work that was started along the way too', async () => {
    await withDeadline(20, async () => {
      const { abortSignal } = await Promise.resolve().then(untilDeadline);
      expect(abortSignal?.aborted).toBe(false);
      await sleep(60);
      expect(abortSignal?.aborted).toBe(true);
    });
  });

  it.each([
    ['when it succeeded', () => Promise.resolve('done')],
    ['when it failed', () => Promise.reject(new Error('failed'))],
  ])('aborts what is still under way after the work: %s', async (_, end) => {
    let signal: AbortSignal | undefined;
    await withDeadline(60_000, () => {
      signal = untilDeadline().abortSignal;
      return end();
    }).catch(() => undefined);
    expect(signal?.aborted).toBe(true);
    expect(untilDeadline()).toEqual({});
  });

  it('aborts at once where no time is left', async () => {
    await withDeadline(-5, async () => {
      await sleep(20);
      expect(untilDeadline().abortSignal?.aborted).toBe(true);
    });
  });

  it('lets any number of calls at once hang on it, within another deadline too, without the warning of a leak', async () => {
    const limit = (): number => getMaxListeners(untilDeadline().abortSignal ?? new EventTarget());
    const inner = (): Promise<number> => withDeadline(60_000, () => Promise.resolve(limit()));
    expect(await withDeadline(60_000, async () => [limit(), await inner()])).toEqual([Infinity, Infinity]);
  });

  it.each([
    ['the inner one', 60_000, 10],
    ['the outer one', 10, 60_000],
  ])('holds whichever comes first, one within another: %s', async (_, outer, inner) => {
    await withDeadline(outer, () =>
      withDeadline(inner, async () => {
        await sleep(60);
        expect(untilDeadline().abortSignal?.aborted).toBe(true);
      }),
    );
  });

  it('keeps the deadlines of two invocations apart', async () => {
    const aborted = (ms: number) =>
      withDeadline(ms, async () => {
        await sleep(60);
        return untilDeadline().abortSignal?.aborted;
      });
    expect(await Promise.all([aborted(10), aborted(60_000)])).toEqual([true, false]);
  });
});
