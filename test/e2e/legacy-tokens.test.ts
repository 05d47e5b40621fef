import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { makeFernetToken, newFernetKey } from '../../infra/local/legacy/make-fernet-token';
import { FERNET_SECRET_PREFIX } from '../../infra/local/local-resources';
import { parseFernetKey } from '../../shared/crypto/fernet';
import { problemCode } from '../support/api-problem';
import { eventsOfRequest } from '../support/audit-log';
import { type LocalStack, startLocalStack } from '../support/local-stack';
import type { StackResponse } from '../support/stack-request';
import { baaOf, storeBaa } from '../support/stored-baa';
import { randomUUID } from 'node:crypto';

let stack: LocalStack;
let root: string;
const entity: string = randomUUID();
const diagnosisOnly: string = randomUUID();
const broken: string = randomUUID();
const [newest, older] = [newFernetKey(), newFernetKey()];
const HOUR = 3600;

const store = async (owner: string, secret: unknown): Promise<void> => {
  const client = new SecretsManagerClient({
    endpoint: stack.environment.AWS_ENDPOINT_URL_SECRETS_MANAGER,
    region: stack.ready.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const SecretString = typeof secret === 'string' ? secret : JSON.stringify(secret);
  await client.send(new CreateSecretCommand({ Name: `${FERNET_SECRET_PREFIX}${owner}`, SecretString }));
  client.destroy();
};

beforeAll(async () => {
  stack = await startLocalStack({ background: false });
  root = await stack.token('root@platform.test');
  for (const owner of [entity, broken]) await storeBaa(stack, baaOf(owner));
  await storeBaa(stack, baaOf(diagnosisOnly, { phi_categories: ['diagnosis'] }));
  for (const owner of [entity, diagnosisOnly]) await store(owner, { keys: [newest, older], ttl_seconds: HOUR });
  await store(broken, { keys: ['no key'] });
});
afterAll(() => stack.stop());

const legacy = (secret: string, text: string | Uint8Array, ageSeconds = 0): string => {
  const key = parseFernetKey(secret);
  if (key === undefined) throw new Error('no key');
  return makeFernetToken(key, text, new Date(Date.now() - ageSeconds * 1000));
};
const rewrap = (json: object, owner = entity): Promise<StackResponse> =>
  stack.api('POST', '/hipaa/rewrap', { token: root, json: { ...json, covered_entity_id: owner } });
const decrypt = (json: object) =>
  stack.api('POST', '/hipaa/decrypt', {
    token: root,
    json: { ...json, purpose: 'operations', covered_entity_id: entity },
  });
const ciphertextOf = ({ json }: StackResponse): string => (json as { readonly ciphertext: string }).ciphertext;

describe('legacy Fernet tokens come in through POST /hipaa/rewrap', () => {
  it.each([
    ['the newest key', newest],
    ['an older key', older],
  ])('under %s, bound to the context and the category that the call states, audited with both', async (_, secret) => {
    const context = { patient_id: randomUUID(), field: 'last_name' };
    const response = await rewrap({ ciphertext: legacy(secret, 'Jane Roe'), context, category: 'diagnosis' });
    expect(response.status).toBe(200);
    expect(response.text).not.toContain('Jane Roe');
    const ciphertext = ciphertextOf(response);
    expect(ciphertext).toMatch(/^phi\.v1\./);
    expect((await decrypt({ ciphertext, context })).json).toEqual({ value: 'Jane Roe' });
    expect((await decrypt({ ciphertext })).status).toBe(422);
    expect(await eventsOfRequest(stack, root, response.headers.get('x-request-id'), entity)).toMatchObject([
      { operation: 'rewrapValue', patient_id: context.patient_id, phi_category: 'diagnosis', key_version: 1 },
    ]);
  });

  const failing: readonly (readonly [string, () => string])[] = [
    ['is under another entity’s key', () => legacy(newFernetKey(), 'x')],
    ['has expired', () => legacy(newest, 'x', HOUR + 60)],
    ['is of the future', () => legacy(newest, 'x', -120)],
    ['was forged', () => legacy(newest, 'x').replace(/.{8}$/, 'AAAAAAA=')],
    ['is malformed', () => 'gAAAA'],
    ['holds no text', () => legacy(newest, Uint8Array.of(0xff))],
  ];

  it.each(failing)('answers the one 422, audited, for a token that %s', async (_, token) => {
    const bad = await rewrap({ ciphertext: 'phi.v1.AAAA' });
    const response = await rewrap({ ciphertext: token() });
    expect([response.status, problemCode(response)]).toEqual([422, 'phi-integrity-failure']);
    const bare = ({ json }: StackResponse) => ({ ...(json as object), request_id: '' });
    expect(bare(response)).toEqual(bare(bad));
    expect(await eventsOfRequest(stack, root, response.headers.get('x-request-id'), entity)).toMatchObject([
      { outcome: 'failure', reason_code: 'phi-integrity-failure' },
    ]);
  });

  it('an entity without legacy keys has no legacy tokens: another entity’s token is the one 422', async () => {
    const [response, mine] = await Promise.all([
      rewrap({ ciphertext: legacy(newest, 'x') }, stack.ready.covered_entities.b),
      rewrap({ ciphertext: legacy(newest, 'x') }),
    ]);
    expect([response.status, problemCode(response), mine.status]).toEqual([422, 'phi-integrity-failure', 200]);
  });

  it('keys that cannot be read are a 503, not a bad ciphertext', async () => {
    const response = await rewrap({ ciphertext: legacy(newest, 'x') }, broken);
    expect([response.status, problemCode(response)]).toEqual([503, 'service-unavailable']);
  });

  it('the agreement must cover the stated category; without one, all four', async () => {
    const ciphertext = legacy(newest, 'x');
    expect((await rewrap({ ciphertext, category: 'diagnosis' }, diagnosisOnly)).status).toBe(200);
    for (const json of [{ ciphertext, category: 'billing' }, { ciphertext }]) {
      const response = await rewrap(json, diagnosisOnly);
      expect([response.status, problemCode(response)]).toEqual([403, 'baa-category-missing']);
    }
  });

  it('in a batch beside others, each for itself', async () => {
    const sealed = ciphertextOf(await rewrap({ ciphertext: legacy(newest, 'one') }));
    const response = await rewrap({
      items: [
        { ciphertext: legacy(older, 'two'), category: 'billing', reference: 'legacy' },
        { ciphertext: legacy(newFernetKey(), 'x'), reference: 'foreign' },
        { ciphertext: sealed, reference: 'sealed' },
      ],
    });
    expect(response.status).toBe(200);
    expect(response.json).toMatchObject({
      items: [
        { reference: 'legacy', key_version: 1 },
        { reference: 'foreign', error: { code: 'phi-integrity-failure' } },
        { reference: 'sealed', key_version: 1 },
      ],
    });
  });
});

describe('POST /hipaa/rewrap changes no category', () => {
  it('refuses a stated category that is not the phi.v1 token’s, single and in a batch', async () => {
    const ciphertext = ciphertextOf(await rewrap({ ciphertext: legacy(newest, 'x'), category: 'diagnosis' }));
    expect((await rewrap({ ciphertext, category: 'diagnosis' })).status).toBe(200);
    const single = await rewrap({ ciphertext, category: 'billing' });
    expect([single.status, problemCode(single)]).toEqual([422, 'invalid-request']);
    expect(single.json).toMatchObject({ errors: [{ path: 'category', code: 'differs-from-token' }] });
    const batch = await rewrap({ items: [{ ciphertext }, { ciphertext, category: 'treatment' }] });
    expect(batch.json).toMatchObject({ errors: [{ path: 'items.1.category', code: 'differs-from-token' }] });
    const unknown = await rewrap({ ciphertext, category: 'dental' });
    expect(problemCode(unknown)).toBe('invalid-request');
  });
});
