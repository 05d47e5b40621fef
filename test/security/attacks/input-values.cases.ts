import { attack, problemIs, stack, staged, statusIs, suite } from './attack-stage';
import { baaTerms } from '../../support/stored-baa';
import { member } from '../../support/demo-clinic';
import { syntheticPatient } from '../../support/synthetic-patient';

const NAME = 'Input forms';

const post = async (path: string, body: string) =>
  stack().api('POST', path, {
    token: await staged().token('admin@demo.test'),
    body,
    headers: { 'Content-Type': 'application/json', 'X-Purpose-Of-Use': 'treatment' },
  });

describe('input forms: numbers, dates, ids', () => {
  it('takes no number out of range, and none that is no number of JSON', async () => {
    const token = await staged().token('admin@demo.test');
    const patient = member(await stack().api('POST', '/patients', { token, json: syntheticPatient() }), 'id');
    const numbers = [
      '1e400',
      '-1e400',
      '9007199254740993',
      '-61',
      '"61"',
      '[61]',
      'true',
      'null',
      '{}',
      '1e308',
      '061',
      '0x3d',
      '61.',
      '.61',
      '+61',
      'Infinity',
    ];
    const findings = await attack(
      NAME,
      numbers,
      (value) => `a heart rate of ${value}`,
      async (value) => {
        const body = `{"data_type":"heart_rate","value":${value},"unit":"/min","timestamp":"2026-03-04T05:06:07Z"}`;
        const answer = await post(`/patients/${patient}/biometrics`, body);
        return { answer, recorded: true, wrong: [statusIs(answer, 400, 422)] };
      },
    );
    const limits = await attack(
      NAME,
      ['1e400', '9007199254740993', '-0', '1.5', '"1"'],
      (limit) => `a limit of ${limit}`,
      async (limit) => {
        const answer = await post('/patients/search', `{"last_name":"Quackenbush","limit":${limit}}`);
        return { answer, recorded: true, wrong: [problemIs(answer, 422, 'invalid-request')] };
      },
    );
    expect([...findings, ...limits]).toEqual([]);
  });

  it('takes no day that does not exist', async () => {
    const days = [
      '2023-02-29',
      '2026-02-30',
      '2026-13-01',
      '2026-00-10',
      '2026-04-31',
      '0000-00-00',
      '2026-1-1',
      '20260101',
      '2026-01-01T00:00:00Z',
      '+002026-01-01',
      '９９９９-01-01',
      '2026-01-01 ',
      '1900-02-29',
    ];
    const cases = days.flatMap((day) => ['birth', 'agreement', 'report'].map((where) => ({ day, where })));
    const token = await staged().token('admin@demo.test');
    const findings = await attack(
      NAME,
      suite.sample('days', cases, 10),
      ({ day, where }) => `${where} ${day}`,
      async ({ day, where }) => {
        const ask = {
          birth: () => stack().api('POST', '/patients', { token, json: { ...syntheticPatient(), date_of_birth: day } }),
          agreement: () => stack().api('POST', '/hipaa/baa', { token, json: baaTerms({ expiry_date: day }) }),
          report: () => stack().api('GET', '/hipaa/report', { token, query: { from: day } }),
        } as const;
        const answer = await ask[where === 'birth' ? 'birth' : where === 'agreement' ? 'agreement' : 'report']();
        return { answer, recorded: true, wrong: [problemIs(answer, 422, 'invalid-request')] };
      },
    );
    expect(findings).toEqual([]);
  });

  it('tells an id, a reference, and a context apart by their bytes: no normalisation makes two of them equal', async () => {
    const [composed, decomposed] = ['\u00e9', 'e\u0301'];
    const token = await staged().token('admin@demo.test');
    const sealed = await stack().api('POST', '/hipaa/encrypt', {
      token,
      json: { value: 'x', context: { note: composed } },
    });
    const open = (note: string) =>
      stack().api('POST', '/hipaa/decrypt', {
        token,
        json: { ciphertext: member(sealed, 'ciphertext'), context: { note }, purpose: 'operations' },
      });
    const findings = await attack(
      NAME,
      [decomposed, `${composed}\u200b`, `${composed} `],
      (note) => JSON.stringify(note),
      async (note) => {
        const answer = await open(note);
        return { answer, recorded: true, wrong: [problemIs(answer, 422, 'phi-integrity-failure')] };
      },
    );
    expect((await open(composed)).status).toBe(200);
    expect(findings).toEqual([]);
  });

  it('takes no query parameter and no header twice where it takes one (ASVS 15.3.7)', async () => {
    const token = await staged().token('auditor@demo.test');
    const queries = [
      'limit=1&limit=2',
      'limit=1&limit=1',
      'action=READ&action=WRITE',
      'limit=1&LIMIT=2',
      'limit=1;limit=2',
      'limit[]=1',
      'limit=1%00',
      'action=READ%0d%0aX:y',
      'from=2026-01-01&from=',
      '%6cimit=1&limit=2',
      'limit=%31&limit=1',
      '&&=&',
      '=1',
    ];
    const findings = await attack(NAME, queries, String, async (query) => {
      const answer = await stack().api('GET', `/hipaa/audit-logs?${query}`, { token });
      return { answer, recorded: true, wrong: [problemIs(answer, 422, 'invalid-request')] };
    });
    expect(findings).toEqual([]);
  });
});
