import fc from 'fast-check';
import { operations } from './document/openapi-document';
import { families, sequencesOf } from './generate/sequences';
import { requestsOf } from './generate/requests';
import { fuzz, suite } from './running-fuzz';

/** Requests sent at once: each is an instance of the function, which a sample pays for by its first call. */
const AT_ONCE = suite.whole ? 4 : 2;
const RUNS = { whole: 100, sample: 3 };
const SEQUENCES = { whole: 25, sample: 1 };
const MINUTES_MS = 20 * 60_000;

const repetitions = (runs: {
  readonly whole: number;
  readonly sample: number;
}): Pick<fc.Parameters, 'seed' | 'numRuns'> => {
  return { seed: suite.seed, numRuns: suite.whole ? runs.whole : runs.sample };
};

describe('guarantee 5: no route answers 5xx, nor otherwise than the OpenAPI document says, nor repeats what was sent in an error', () => {
  it.each(suite.sample('operations', operations, 5).map((operation) => [operation.operationId, operation] as const))(
    '%s',
    async (_, operation) => {
      const requests = fc.array(requestsOf(operation), { minLength: 1, maxLength: AT_ONCE, size: 'max' });
      const property = fc.asyncProperty(requests, async (drawn) => {
        await fuzz().check(drawn);
      });
      await fc.assert(property, repetitions(RUNS));
    },
    MINUTES_MS,
  );

  it.each(suite.sample('families', Object.entries(families), 4))(
    '%s, made, read, changed, and ended in any order, by twins at once',
    async (_, family) => {
      const property = fc.asyncProperty(sequencesOf(family), async (steps) => {
        for (const { request, twins } of steps) await fuzz().check(Array.from({ length: twins }, () => request));
      });
      await fc.assert(property, repetitions(SEQUENCES));
    },
    MINUTES_MS,
  );
});
