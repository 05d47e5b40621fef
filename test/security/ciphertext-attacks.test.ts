import { problemCode } from '../support/api-problem';
import { eventsOfRequest } from '../support/audit-log';
import { type LocalStack, startLocalStack } from '../support/local-stack';

const PREFIX = 'phi.v1.';
const CONTEXT = { patient_id: '4b1f8d8e-5a4c-4c7e-9d3b-0a6f2e1c7d55', field: 'ssn' };

let stack: LocalStack;
let admin: string;
let other: string;
let token: string;

const bytesOf = (ciphertext: string): Buffer => Buffer.from(ciphertext.slice(PREFIX.length), 'base64url');
const tokenOf = (bytes: Uint8Array): string => PREFIX + Buffer.from(bytes).toString('base64url');

/** The token with one bit of one byte turned over. */
const flipped = (offset: number): string => {
  const bytes = bytesOf(token);
  const at = offset < 0 ? bytes.length + offset : offset;
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  return tokenOf(bytes);
};

const decrypt = (json: object, as = admin) =>
  stack.api('POST', '/hipaa/decrypt', { token: as, json: { context: CONTEXT, purpose: 'operations', ...json } });

beforeAll(async () => {
  stack = await startLocalStack({ background: false });
  admin = await stack.token('admin@demo.test');
  other = await stack.token('admin@other.test');
  const response = await stack.api('POST', '/hipaa/encrypt', {
    token: admin,
    json: { value: '999-12-3456', context: CONTEXT, category: 'demographics' },
  });
  token = (Object(response.json) as { readonly ciphertext: string }).ciphertext;
});
afterAll(() => stack.stop());

/** Attacks by name: what an attacker sends instead of the token, or beside it. */
const attacks: readonly (readonly [name: string, attempt: () => ReturnType<typeof decrypt>])[] = [
  ['flipped category', () => decrypt({ ciphertext: flipped(0) })],
  ['flipped key id', () => decrypt({ ciphertext: flipped(3) })],
  ['flipped salt', () => decrypt({ ciphertext: flipped(20) })],
  ['flipped commitment', () => decrypt({ ciphertext: flipped(40) })],
  ['flipped nonce', () => decrypt({ ciphertext: flipped(70) })],
  ['flipped ciphertext', () => decrypt({ ciphertext: flipped(78) })],
  ['flipped tag', () => decrypt({ ciphertext: flipped(-1) })],
  [
    'category out of range',
    () => decrypt({ ciphertext: tokenOf(Buffer.concat([Buffer.of(9), bytesOf(token).subarray(1)])) }),
  ],
  ['truncated tag', () => decrypt({ ciphertext: tokenOf(bytesOf(token).subarray(0, -1)) })],
  ['header alone', () => decrypt({ ciphertext: tokenOf(bytesOf(token).subarray(0, 65)) })],
  ['trailing garbage', () => decrypt({ ciphertext: tokenOf(Buffer.concat([bytesOf(token), Buffer.of(0)])) })],
  ['padded base64', () => decrypt({ ciphertext: `${token}=` })],
  ['other alphabet', () => decrypt({ ciphertext: `${token.slice(0, -2)}+/` })],
  ['other version', () => decrypt({ ciphertext: token.replace('phi.v1.', 'phi.v2.') })],
  ['no prefix', () => decrypt({ ciphertext: token.slice(PREFIX.length) })],
  ['empty', () => decrypt({ ciphertext: '' })],
  ['random bytes', () => decrypt({ ciphertext: tokenOf(Buffer.alloc(120, 7)) })],
  ['other context value', () => decrypt({ ciphertext: token, context: { ...CONTEXT, field: 'mrn' } })],
  [
    'other patient',
    () => decrypt({ ciphertext: token, context: { ...CONTEXT, patient_id: stack.ready.covered_entities.b } }),
  ],
  ['context left out', () => decrypt({ ciphertext: token, context: undefined })],
  ['context with one pair more', () => decrypt({ ciphertext: token, context: { ...CONTEXT, more: '' } })],
  ['other covered entity', () => decrypt({ ciphertext: token }, other)],
];

describe('164.312(c)(1) integrity: a ciphertext that is not the one that was given out does not open', () => {
  it('opens unchanged', async () => {
    expect((await decrypt({ ciphertext: token })).json).toEqual({ value: '999-12-3456' });
  });

  it.each(attacks)('%s', async (_, attempt) => {
    const response = await attempt();
    expect([response.status, problemCode(response)]).toEqual([422, 'phi-integrity-failure']);
  });

  it('answers every attack alike, but for the request id', async () => {
    const answers = new Set<string>();
    for (const [, attempt] of attacks) {
      const response = await attempt();
      const { request_id: requestId, ...rest } = Object(response.json) as Record<string, unknown>;
      expect(requestId).toBe(response.headers.get('x-request-id'));
      const headers = [...response.headers].filter(([name]) => !['x-request-id', 'date'].includes(name));
      answers.add(JSON.stringify([response.status, rest, headers]));
    }
    expect(answers.size).toBe(1);
  });

  it('records the attempt under the patient whom it named', async () => {
    const response = await decrypt({ ciphertext: flipped(-1) });
    expect(await eventsOfRequest(stack, admin, response.headers.get('x-request-id'))).toMatchObject([
      {
        patient_id: CONTEXT.patient_id,
        outcome: 'failure',
        reason_code: 'phi-integrity-failure',
        phi_fields_accessed: [],
      },
    ]);
  });

  it('does not open in another Region, on the same keys', async () => {
    await stack.restart({ AWS_REGION: 'us-west-2' });
    const response = await decrypt({ ciphertext: token });
    // The agreement names us-east-1: the gate answers before the envelope would.
    expect([response.status, problemCode(response)]).toEqual([403, 'baa-region-mismatch']);
    await stack.restart({});
    expect((await decrypt({ ciphertext: token })).status).toBe(200);
  });
});
