import { member } from '../../support/demo-clinic';
import { baaTerms } from '../../support/stored-baa';
import { syntheticPatient } from '../../support/synthetic-patient';
import type { FuzzClient } from './client/fuzz-client';
import { operationOf } from './document/openapi-document';
import type { Caller, FuzzRequest } from './generate/requests';

/** Names the agreement that was seeded to no request: without it nothing else of the entity would work. */
export const spareSeededAgreement = async ({ stack, things }: FuzzClient): Promise<void> => {
  const { json } = await stack.api('GET', '/hipaa/baa', { token: await stack.token('admin@demo.test') });
  const [agreement] = Reflect.get(Object(json) as object, 'items') as readonly { readonly id: string }[];
  things.spare(agreement?.id);
};

const EMERGENCY = { reason: 'disaster', justification: 'Example.' };
const READING = {
  data_type: 'heart_rate',
  value: 61,
  unit: '/min',
  timestamp: '2026-03-04T05:06:07Z',
  device_id: 'dev-1',
};

/** One of each thing, so that the first requests already have something to be about. */
export const putOnFile = async (client: FuzzClient): Promise<void> => {
  const { things } = client;
  const call = async (
    caller: Caller,
    operationId: string,
    value?: unknown,
    path: FuzzRequest['path'] = {},
    headers: FuzzRequest['headers'] = [],
  ): Promise<{ readonly json: unknown }> => {
    const { answer } = await client.send({
      operation: operationOf(operationId),
      caller,
      path,
      query: [],
      headers,
      contentType: value === undefined ? undefined : 'application/json',
      body: value === undefined ? { kind: 'none' } : { kind: 'json', value },
    });
    if (answer.status >= 300) throw new Error(`${operationId}: ${answer.text}`);
    return { json: answer.text === '' ? undefined : (JSON.parse(answer.text) as unknown) };
  };
  for (const caller of ['admin', 'clinician'] as const) await call(caller, 'getSession');
  await call('admin', 'createBaa', baaTerms());
  await call('developer', 'encryptValue', { value: 'example', context: { note: 'a' } });
  await call('developer', 'encryptValue', { items: [{ value: 'one' }, { value: 'two', category: 'billing' }] });
  for (const caller of ['admin', 'clinician'] as const) {
    const id = member(await call(caller, 'createPatient', syntheticPatient()), 'id');
    await call(caller, 'getPatient', undefined, { id }, [['X-Purpose-Of-Use', 'treatment']]);
    await call(caller, 'createBiometric', READING, { id });
  }
  const patient_id = things.find('id:/patients', 0);
  await call('clinician', 'requestEmergencyAccess', EMERGENCY, { patient_id });
  const grant_id = things.find('grant_id', 0);
  const review = await call('admin', 'reviewEmergencyAccess', { verdict: 'unjustified' }, { grant_id });
  await call('admin', 'liftEmergencySuspension', undefined, { user_id: member(review, 'user_id') });
  await call('clinician2', 'requestEmergencyAccess', EMERGENCY, { patient_id });
  await call('admin', 'reencryptKeys');
  await call('admin', 'listKeys');
  await call('admin', 'listBaas');
};
