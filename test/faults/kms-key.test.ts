import { DisableKeyCommand, EnableKeyCommand, KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { problemCode } from '../support/api-problem';
import { type LocalStack, startLocalStack } from '../support/local-stack';

const MINUTE_MS = 60_000;

let stack: LocalStack;
let kms: KMSClient;
let keyId: string;

beforeAll(async () => {
  stack = await startLocalStack({ background: false });
  kms = new KMSClient({
    endpoint: stack.environment.AWS_ENDPOINT_URL_KMS,
    region: stack.ready.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const { Keys = [] } = await kms.send(new ListKeysCommand({}));
  expect(Keys).toHaveLength(1);
  keyId = Keys[0]?.KeyId ?? '';
});
afterAll(async () => {
  kms.destroy();
  await stack.stop();
});

describe('164.312(a)(2)(iv), RELIABILITY 11: the KMS key is disabled while the system runs', () => {
  it('serves from cached keys for their five minutes, then answers 503 and counts for an alarm, and heals', async () => {
    const token = await stack.token('admin@demo.test');
    const sealed = await stack.api('POST', '/hipaa/encrypt', { token, json: { value: 'still here' } });
    const { ciphertext } = Object(sealed.json) as { readonly ciphertext: string };
    const decrypt = () => stack.api('POST', '/hipaa/decrypt', { token, json: { ciphertext, purpose: 'operations' } });
    expect((await decrypt()).status).toBe(200);

    await kms.send(new DisableKeyCommand({ KeyId: keyId }));
    await stack.clock.set(4 * MINUTE_MS);
    expect((await decrypt()).status).toBe(200);

    await stack.clock.set(6 * MINUTE_MS);
    const before = (await stack.callCounts()).kms?.Decrypt ?? 0;
    const refused = await decrypt();
    expect([refused.status, problemCode(refused)]).toEqual([503, 'service-unavailable']);
    expect(refused.text).not.toContain('still here');
    // A disabled key is not asked again within the call: no retry storm.
    expect((await stack.callCounts()).kms?.Decrypt).toBe(before + 1);
    expect(stack.logText()).toContain('"KmsUnavailable":1');

    await kms.send(new EnableKeyCommand({ KeyId: keyId }));
    const healed = await decrypt();
    expect([healed.status, healed.json]).toEqual([200, { value: 'still here' }]);
  });
});
