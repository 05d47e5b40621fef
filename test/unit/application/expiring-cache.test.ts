import { ExpiringCache } from '../../../shared/application/expiring-cache';
import { MovableClock } from '../../support/movable-clock';

const TTL = 1000;

/** A cache with a clock, and a load that counts and answers with its number. */
const setUp = (maxEntries = 3) => {
  const clock = new MovableClock();
  const cache = new ExpiringCache<string>({ maxEntries, ttlMs: TTL, clock });
  const loads: string[] = [];
  const get = (key: string): Promise<string> =>
    cache.get(key, () => {
      loads.push(key);
      return Promise.resolve(`${key}${loads.length}`);
    });
  return { clock, cache, loads, get };
};

describe('an entry lives for a fixed time from its load on', () => {
  it('is loaded again at the end of its time, and not before', async () => {
    const { clock, get } = setUp();
    expect(await get('a')).toBe('a1');
    clock.advance(TTL - 1);
    expect(await get('a')).toBe('a1');
    clock.advance(1);
    expect(await get('a')).toBe('a2');
  });

  it('is not prolonged by use', async () => {
    const { clock, get, loads } = setUp();
    for (let use = 0; use < 10; use += 1) {
      await get('a');
      clock.advance(TTL / 4);
    }
    expect(loads).toEqual(['a', 'a', 'a']);
  });

  it('does not live longer when the clock steps back', async () => {
    const { clock, get } = setUp();
    expect(await get('a')).toBe('a1');
    clock.advance(-10 * TTL);
    expect(await get('a')).toBe('a2');
    clock.advance(TTL - 1);
    expect(await get('a')).toBe('a2');
    clock.advance(1);
    expect(await get('a')).toBe('a3');
  });

  it('ends early when it is deleted', async () => {
    const { cache, get } = setUp();
    await get('a');
    cache.delete('a');
    cache.delete('never there');
    expect(await get('a')).toBe('a2');
  });
});

describe('the cache is bounded: the least recently used entry leaves first', () => {
  it('keeps as many as it may', async () => {
    const { get, loads } = setUp(3);
    for (const key of ['a', 'b', 'c', 'a', 'b', 'c']) await get(key);
    expect(loads).toEqual(['a', 'b', 'c']);
  });

  it('gives up the oldest by use, not by load', async () => {
    const { get, loads } = setUp(3);
    for (const key of ['a', 'b', 'c', 'a', 'd', 'a', 'c', 'd']) await get(key);
    expect(loads).toEqual(['a', 'b', 'c', 'd']);
    await get('b');
    expect(loads).toEqual(['a', 'b', 'c', 'd', 'b']);
  });

  it('loads anew what left', async () => {
    const { get, loads } = setUp(1);
    for (const key of ['a', 'b', 'a']) await get(key);
    expect(loads).toEqual(['a', 'b', 'a']);
  });
});

describe('single flight: callers that ask at once share one load', () => {
  it('however many they are', async () => {
    const { get, loads } = setUp();
    const values = await Promise.all(Array.from({ length: 50 }, () => get('a')));
    expect([new Set(values), loads]).toEqual([new Set(['a1']), ['a']]);
  });

  it('and its failure, which is not kept', async () => {
    const { cache, get } = setUp();
    const failure = new Error('load failed');
    let failures = 0;
    const fail = () => {
      failures += 1;
      return Promise.reject(failure);
    };
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => cache.get('a', fail)));
    expect(outcomes.every((outcome) => outcome.status === 'rejected' && outcome.reason === failure)).toBe(true);
    expect(failures).toBe(1);
    expect(await get('a')).toBe('a1');
  });

  it('and a failure that comes late does not remove what was loaded since', async () => {
    const { cache, get, loads } = setUp();
    let fail: (reason: Error) => void = () => undefined;
    const late = cache.get('a', () => new Promise<string>((_, reject) => (fail = reject)));
    cache.delete('a');
    await get('a');
    fail(new Error('late'));
    await expect(late).rejects.toThrow('late');
    await get('a');
    expect(loads).toEqual(['a']);
  });
});
