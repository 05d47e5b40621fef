import { BASE_PATH, methodsOf } from '../../../shared/api/routes/routes';
import { attack, raw, stack, staged, statusIs, unless } from './attack-stage';
import { filled, lines } from './request-lines';
import { sampledRoutes } from './sampled-routes';

const VERBS = 'API8:2023 methods';
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY', 'LOCK'];
const paths = [...new Set(sampledRoutes.map(([, { path }]) => path))];

describe('API8:2023 security misconfiguration, ASVS 4.1.4: methods', () => {
  it('answers every other method of every path with 405 and the methods that there are, with a token or without', async () => {
    const token = await staged().token('admin@demo.test');
    const cases = paths.flatMap((path) =>
      METHODS.filter((method) => !methodsOf(path).includes(method)).map((method) => ({ path, method })),
    );
    const findings = await attack(
      VERBS,
      cases,
      ({ path, method }) => `${method} ${path}`,
      async ({ path, method }) => {
        const signed = method === 'PROPFIND' || method === 'TRACE' ? [`Authorization: Bearer ${token}`] : [];
        const answer = await raw(lines(method, BASE_PATH + filled(path), signed));
        const allow = answer.headers.get('allow');
        return {
          answer: method === 'HEAD' ? { ...answer, text: '' } : answer,
          wrong: [
            statusIs(answer, 405),
            unless(allow === methodsOf(path).join(', '), `allows ${String(allow)}`),
            unless(!answer.text.includes('Bearer'), 'repeats the request'),
          ],
        };
      },
    );
    expect(findings).toEqual([]);
  });

  it('takes no method from a header or a parameter', async () => {
    const token = await staged().token('admin@demo.test');
    const names = ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override', '_method'];
    const findings = await attack(VERBS, names, String, async (name) => {
      const options = name === '_method' ? { query: { _method: 'DELETE' } } : { headers: { [name]: 'DELETE' } };
      const answer = await stack().api('GET', '/session', { token, ...options });
      return { answer, wrong: [statusIs(answer, name === '_method' ? 422 : 200)] };
    });
    expect((await stack().api('GET', '/session', { token })).status).toBe(200);
    expect(findings).toEqual([]);
  });

  it('opens no tunnel and takes no request for another host', async () => {
    const targets = [
      ['CONNECT', 'localhost:443'],
      ['CONNECT', '169.254.169.254:80'],
      ['GET', 'http://169.254.169.254/latest/meta-data/'],
      ['OPTIONS', '*'],
    ] as const;
    const findings = await attack(VERBS, targets, String, async ([method, target]) => {
      const answer = await raw(lines(method, target));
      const isClosed = answer.closed && method === 'CONNECT';
      const healthy = await stack().api('GET', '/health');
      return isClosed ? { answer: healthy, wrong: [] } : { answer, wrong: [statusIs(answer, 400, 404, 405)] };
    });
    expect(findings).toEqual([]);
  });
});
