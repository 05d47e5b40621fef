import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { routeExamples } from '../../contract/routes/route-examples';
import { baaTerms } from '../../support/stored-baa';
import { syntheticPatient } from '../../support/synthetic-patient';
import { poolToken } from '../../support/pool-tokens';
import { attack, problemIs, stack, staged, statusIs } from './attack-stage';
import { decodeJwt } from 'jose';

const FLOWS = 'API6:2023 sensitive flows';
const URLS = 'API7:2023 server side requests';

describe('API6:2023 unrestricted access to sensitive business flows: nobody is judge in the own case', () => {
  it('lets nobody review, lift, or decide the own emergency access, whatever roles they hold', async () => {
    const sub = String(decodeJwt(await staged().token('clinician2@demo.test')).sub);
    const both = await poolToken(stack(), { sub, 'cognito:groups': ['clinician', 'admin'] });
    const grant = await routeExamples.reviewEmergencyAccess.valid(stack());
    const { grant_id = '' } = grant.path ?? {};
    const breach = await routeExamples.decideBreachAssessment.valid(stack());
    const calls = [
      [
        'review',
        () =>
          stack().api('POST', `/emergency-access/grants/${grant_id}/review`, {
            token: both,
            json: { verdict: 'justified' },
          }),
      ],
      ['lift', () => stack().api('DELETE', `/emergency-access/suspensions/${sub}`, { token: both })],
      [
        'decide',
        () =>
          stack().api('POST', `/breach-assessments/${breach.path?.id ?? ''}/decision`, {
            token: both,
            json: breach.json,
          }),
      ],
    ] as const;
    const findings = await attack(
      FLOWS,
      calls,
      ([name]) => `${name} by the clinician concerned`,
      async ([, call]) => {
        const answer = await call();
        return { answer, recorded: true, wrong: [problemIs(answer, 403, 'own-emergency-access')] };
      },
    );
    expect(findings).toEqual([]);
  });

  it('takes two admins to destroy a key, and none while an agreement is in force', async () => {
    const token = await staged().token('admin@demo.test');
    const { json } = await stack().api('GET', '/hipaa/keys', { token, query: { limit: '1' } });
    const [key] = (Object(json) as { readonly items: readonly { readonly key_id: string; readonly version: number }[] })
      .items;
    const findings = await attack(
      FLOWS,
      [1, 2],
      (time) => `destroyKey, call ${time}`,
      async () => {
        const answer = await stack().api('DELETE', `/hipaa/keys/${key?.version ?? 1}`, {
          token,
          query: { confirm: key?.key_id ?? '' },
        });
        return { answer, recorded: true, wrong: [problemIs(answer, 409, 'key-needed')] };
      },
    );
    expect(findings).toEqual([]);
  });

  it('takes no purpose that the caller may not state', async () => {
    const { path } = await routeExamples.getPatient.valid(stack());
    const purposes = ['emergency', 'return', 'Treatment', 'treatment, emergency', ''];
    const findings = await attack(FLOWS, purposes, String, async (purpose) => {
      const headers = { 'X-Purpose-Of-Use': purpose };
      const token = await staged().token('admin@demo.test');
      const answer = await stack().api('GET', `/patients/${path?.id ?? ''}`, { token, headers });
      return { answer, recorded: true, wrong: [statusIs(answer, 403, 422)] };
    });
    expect(findings).toEqual([]);
  });
});

describe('API7:2023 server side request forgery, ASVS 1.3.6: no text of a caller’s is an address', () => {
  it('asks nobody, whatever URL stands in a body, a header, or a query', async () => {
    let asked = 0;
    const listener = createServer((_, response) => {
      asked += 1;
      response.end();
    });
    await new Promise<void>((ready) => listener.listen(0, '127.0.0.1', ready));
    const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/planted`;
    const token = await staged().token('admin@demo.test');
    const headers = {
      Origin: url,
      Referer: url,
      'X-Forwarded-Host': url,
      'X-Original-Url': url,
      'X-Callback-Url': url,
      Location: url,
    };
    const disclosure = {
      recipient: { name: url, address: url },
      description: url,
      purpose_statement: url,
      basis: '164.512(b)',
    };
    const calls = [
      ['encryptValue', '/hipaa/encrypt', { value: url, context: { url } }, 201],
      ['createPatient', '/patients', { ...syntheticPatient(), notes: url, last_name: url }, 201],
      ['createBaa', '/hipaa/baa', baaTerms({ organization_name: url, signatory_name: url }), 201],
      [
        'createManualEvent',
        '/hipaa/audit-logs',
        { action: 'EXPORT', resource_type: 'document', patient_id: stack().ready.covered_entities.b, disclosure },
        201,
      ],
      ['rewrapValue', '/hipaa/rewrap', { ciphertext: url }, 422],
    ] as const;
    const findings = await attack(
      URLS,
      calls,
      ([name]) => name,
      async ([name, path, json, status]) => {
        const answer = await stack().api('POST', path, { token, json, headers });
        return { answer, wrong: [statusIs(answer, name === 'encryptValue' ? 200 : status)] };
      },
    );
    await new Promise((done) => listener.close(done));
    expect(asked).toBe(0);
    expect(findings).toEqual([]);
  });
});
