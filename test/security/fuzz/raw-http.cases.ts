import { sendBytes } from './client/raw-connection';
import { malformedHttp } from './malformed-http';
import { fuzz, suite } from './running-fuzz';

const AT_ONCE = 8;
const RANDOM_STREAMS = { whole: 500, sample: 30 };
const MINUTES_MS = 10 * 60_000;

const rows: Record<string, string | number>[] = [];

const outcome = ({ statuses, closed }: Awaited<ReturnType<typeof sendBytes>>): string =>
  [...statuses.map(String), ...(closed ? ['closed'] : [])].join(' ');

/**
 * What AWS's own front door makes of such bytes is not ours to test: API Gateway, and the load balancers before it, read
 * the request before any function does. This is the local gateway, which stands in for it.
 */
describe('the local gateway refuses what is no HTTP, or closes the connection, and goes on', () => {
  it(
    'for each kind of malformed request',
    async () => {
      const entries = Object.entries(malformedHttp);
      for (let from = 0; from < entries.length; from += AT_ONCE) {
        const sent = entries.slice(from, from + AT_ONCE).map(async ([name, { bytes, mayAnswer, leaves }]) => {
          const result = await sendBytes(fuzz().stack.url, bytes, { leaves });
          rows.push({ malformed: name, outcome: outcome(result) });
          const { statuses, closed } = result;
          expect({ name, ended: closed || statuses.length > 0 }).toEqual({ name, ended: true });
          const wrong = statuses.filter(
            (status) => status >= 500 || (status < 400 && mayAnswer !== true && leaves !== true),
          );
          expect({ name, wrong }).toEqual({ name, wrong: [] });
        });
        await Promise.all(sent);
      }
    },
    MINUTES_MS,
  );

  it(
    'for requests with a few bytes changed at random',
    async () => {
      const { stack } = fuzz();
      const random = suite.random('changed bytes');
      const valid = Object.values(malformedHttp).map(({ bytes }) => bytes.slice(0, 400));
      for (let run = 0; run < (suite.whole ? RANDOM_STREAMS.whole : RANDOM_STREAMS.sample); run += AT_ONCE) {
        const streams = Array.from({ length: AT_ONCE }, () => {
          const bytes = Buffer.from(valid[random.below(valid.length)] ?? '', 'latin1');
          for (let change = 0; change < 3; change += 1) bytes[random.below(bytes.length)] = random.below(256);
          return bytes;
        });
        const results = await Promise.all(streams.map((bytes) => sendBytes(stack.url, bytes, { leaves: true })));
        for (const [index, { statuses }] of results.entries()) {
          const bytes = streams[index]?.toString('base64');
          expect({ bytes, failed: statuses.filter((status) => status >= 500) }).toEqual({ bytes, failed: [] });
        }
      }
    },
    MINUTES_MS,
  );

  it('answers as before', async () => {
    const { stack } = fuzz();
    expect((await stack.api('GET', '/health')).status).toBe(200);
    expect(process.kill(stack.pid, 0)).toBe(true);
    suite.print('malformed HTTP to the local gateway (not API Gateway)', rows);
  });
});
