import { randomUUID } from 'node:crypto';
import { ResidencyView } from '../../shared/api/schemas/residency';
import { eventsOfRequest } from '../support/audit-log';
import { type LocalStack, startLocalStack } from '../support/local-stack';
import { baaOf, baaTerms, storeBaa } from '../support/stored-baa';

let stack: LocalStack;
let root: string;

beforeAll(async () => {
  stack = await startLocalStack({ background: false });
  root = await stack.token('root@platform.test');
});
afterAll(() => stack.stop());

const residencyOf = async (entity: string) => {
  const query = { covered_entity_id: entity };
  const response = await stack.api('GET', '/hipaa/data-residency', { token: root, query });
  expect(response.status).toBe(200);
  return ResidencyView.parse(response.json);
};

const file = async (entity: string, changes: Parameters<typeof baaTerms>[0] = {}): Promise<string> => {
  const json = { ...baaTerms(changes), covered_entity_id: entity };
  const response = await stack.api('POST', '/hipaa/baa', { token: root, json });
  return String(Reflect.get(Object(response.json) as object, 'id'));
};

describe('EP-050 “data residency configuration”: GET /hipaa/data-residency', () => {
  it('shows the approved Regions, this one, and no agreement of an entity that has none', async () => {
    const entity = randomUUID();
    expect(await residencyOf(entity)).toEqual({
      covered_entity_id: entity,
      compliant: true,
      hipaa_enabled: true,
      region: 'us-east-1',
      region_approved: true,
      approved_regions: ['us-east-1', 'us-west-2'],
      agreements: [],
    });
  });

  it('judges each active agreement, and no other', async () => {
    const entity = randomUUID();
    const here = await file(entity);
    await file(entity, { effective_date: '2098-01-01' });
    await storeBaa(stack, baaOf(entity, { expiry_date: '2021-01-01', data_residency_region: 'us-west-2' }));
    await storeBaa(stack, baaOf(entity, { deactivated_at: '2026-01-01T00:00:00.000Z' }));
    const compliant = { baa_id: here, data_residency_region: 'us-east-1', compliant: true };
    expect(await residencyOf(entity)).toMatchObject({ compliant: true, agreements: [compliant] });
    const elsewhere = await file(entity, { data_residency_region: 'us-west-2' });
    const { compliant: overall, agreements } = await residencyOf(entity);
    expect(overall).toBe(false);
    expect(agreements).toHaveLength(2);
    expect(agreements).toEqual(
      expect.arrayContaining([compliant, { baa_id: elsewhere, data_residency_region: 'us-west-2', compliant: false }]),
    );
  });

  it('names an agreement whose Region is no longer approved', async () => {
    const entity = randomUUID();
    await storeBaa(stack, baaOf(entity, { data_residency_region: 'eu-west-1' }));
    expect(await residencyOf(entity)).toMatchObject({ compliant: false, agreements: [{ compliant: false }] });
  });
});

describe('RELIABILITY row 22, no PHI: it answers while the API is closed, and says why', () => {
  // Nobody gets a token in a closed deployment; one from before still lives.
  const closed = [
    [
      'the Region is not approved',
      { HIPAA_ALLOWED_REGIONS: '["us-west-2"]' },
      { region_approved: false, compliant: false },
    ],
    ['the HIPAA mode is off', { HIPAA_ENABLED: 'false' }, { hipaa_enabled: false }],
  ] as const;

  it.each(closed)('%s', async (_, settings, told) => {
    await stack.restart();
    const admin = await stack.token('admin@demo.test');
    await stack.restart(settings);
    const response = await stack.api('GET', '/hipaa/data-residency', { token: admin });
    expect([response.status, response.json]).toEqual([200, expect.objectContaining(told)]);
    expect((await stack.api('GET', '/hipaa/audit-logs', { token: admin })).status).toBe(503);
    const clinician = await stack.api('GET', '/hipaa/data-residency');
    expect(clinician.status).toBe(401);
    await stack.restart();
    const events = await eventsOfRequest(stack, admin, response.headers.get('x-request-id'));
    expect(events).toMatchObject([{ operation: 'getDataResidency', outcome: 'success' }]);
  });
});
