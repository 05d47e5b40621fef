import { auditFindings } from './check/audit-check';
import { fuzz } from './running-fuzz';

const MINUTES_MS = 10 * 60_000;
const SHOWN = 20;

describe('after the fuzz', () => {
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
