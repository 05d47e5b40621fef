import { auditFindings } from './check/audit-check';
import { fuzz, type Sent } from './running-fuzz';

const MINUTES_MS = 10 * 60_000;
const SHOWN = 20;

/** Shares of its known callers' requests that never came past the authorizer: then the fuzz fuzzed nothing. */
const strangersOf = (sent: readonly Sent[]): readonly string[] =>
  [...new Set(sent.map(({ operationId }) => operationId))].flatMap((operation) => {
    const known = sent.filter(({ operationId, caller }) => operationId === operation && caller !== 'nobody');
    const refused = known.filter(({ code }) => code === 'unauthenticated').length;
    return refused > known.length / 4 ? [`${operation}: ${refused} of ${known.length}`] : [];
  });

describe('after the fuzz', () => {
  it('each operation was asked by callers whose tokens were good', () => {
    expect(strangersOf(fuzz().sent)).toEqual([]);
  });

  it(
    'guarantee 1: each request that a function answered has its events, and they say its status',
    async () => {
      expect((await auditFindings(fuzz())).slice(0, SHOWN)).toEqual([]);
    },
    MINUTES_MS,
  );

  it('no error is in the log, and the stack still answers', async () => {
    const { stack } = fuzz();
    const errors = stack.logLines().filter(({ level }) => level === 'ERROR' || level === 'CRITICAL');
    expect(errors.slice(0, SHOWN)).toEqual([]);
    expect((await stack.api('GET', '/health')).status).toBe(200);
  });
});
