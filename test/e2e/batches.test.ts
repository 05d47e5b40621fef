import { randomUUID } from 'node:crypto';
import { problemCode } from '../support/api-problem';
import { eventsOfRequest, readWholeLog } from '../support/audit-log';
import type { LocalStack } from '../support/local-stack';
import { sharedStack } from '../support/shared-stack';
import type { StackResponse } from '../support/stack-request';

const DAY = 24 * 60 * 60 * 1000;

let stack: LocalStack;
let admin: string;
let auditor: string;

beforeAll(async () => {
  // The sequencer has transactions of its own, which would be counted.
  stack = await sharedStack();
  [admin, auditor] = [await stack.token('admin@demo.test'), await stack.token('auditor@demo.test')];
});
afterAll(() => stack.stop());

interface Item {
  readonly value?: string;
  readonly ciphertext?: string;
  readonly key_version?: number;
  readonly error?: { readonly code: string };
  readonly reference?: string;
}

const post = (path: string, json: unknown, token = admin): Promise<StackResponse> =>
  stack.api('POST', `/hipaa/${path}`, { token, json });
const itemsOf = ({ json }: StackResponse): readonly Item[] => (json as { readonly items: readonly Item[] }).items;
const eventsOf = (response: StackResponse) => eventsOfRequest(stack, auditor, response.headers.get('x-request-id'));

const sealed = async (values: readonly string[], contexts: readonly Readonly<Record<string, string>>[]) => {
  const items = values.map((value, index) => ({ value, context: contexts[index] }));
  const answers = itemsOf(await post('encrypt', { items }));
  return answers.map(({ ciphertext }, index) => ({ ciphertext, context: contexts[index] }));
};

describe('batches', () => {
  it('encrypt and decrypt a hundred values in order, with their references', async () => {
    const values = Array.from({ length: 100 }, (_, index) => `synthetic ${index}`);
    const encrypted = await post('encrypt', {
      items: values.map((value, index) => ({ value, category: 'billing', reference: `row-${index}` })),
    });
    expect(encrypted.status).toBe(200);
    expect(itemsOf(encrypted).map(({ reference }) => reference)).toEqual(values.map((_, index) => `row-${index}`));
    const items = itemsOf(encrypted).map(({ ciphertext, reference }) => ({ ciphertext, reference }));
    const decrypted = await post('decrypt', { items, purpose: 'operations' });
    expect(itemsOf(decrypted)).toEqual(values.map((value, index) => ({ value, reference: `row-${index}` })));
    expect(await eventsOf(decrypted)).toHaveLength(1);
  });

  it('leave one event for each of a hundred patients, in one transaction', async () => {
    const contexts = Array.from({ length: 100 }, () => ({ patient_id: randomUUID() }));
    const items = await sealed(Array<string>(100).fill('synthetic'), contexts);
    const before = (await stack.callCounts()).dynamodb?.TransactWriteItems ?? 0;
    const response = await post('decrypt', { items, purpose: 'treatment' });
    expect(response.status).toBe(200);
    expect((await stack.callCounts()).dynamodb?.TransactWriteItems).toBe(before + 1);
    const events = await eventsOf(response);
    expect(events.map(({ patient_id }) => patient_id).sort()).toEqual(contexts.map((each) => each.patient_id).sort());
    expect(events.every(({ outcome }) => outcome === 'success')).toBe(true);
  });

  it('release nothing when the events of several patients cannot be written: 503', async () => {
    const items = await sealed(['first', 'second'], [{ patient_id: randomUUID() }, { patient_id: randomUUID() }]);
    const fault = { service: 'dynamodb', table: 'audit', error: 'AccessDeniedException', count: 0 } as const;
    await stack.faults.add({ ...fault, operation: 'TransactWriteItems' });
    const response = await post('decrypt', { items, purpose: 'treatment' });
    await stack.faults.clear();
    expect(response.status).toBe(503);
    expect(response.text).not.toMatch(/first|second/);
    expect(await eventsOf(response)).toEqual([]);
  });

  it('are 422 when every item fails, with an event for each patient', async () => {
    const patient_id = randomUUID();
    const items = [{ ciphertext: 'phi.v1.junk', context: { patient_id } }, { ciphertext: 'phi.v1.junk' }];
    const response = await post('decrypt', { items, purpose: 'treatment' });
    expect([response.status, problemCode(response)]).toEqual([422, 'batch-failed']);
    expect(response.json).toMatchObject({
      errors: [0, 1].map((index) => ({ path: `items.${index}`, code: 'phi-integrity-failure' })),
    });
    const events = await eventsOf(response);
    expect(events).toHaveLength(2);
    expect(events).toContainEqual(expect.objectContaining({ patient_id, outcome: 'failure', status_code: 422 }));
  });

  it.each([
    ['mixed with the single form', { items: [{ value: 'x' }], value: 'x' }, ''],
    ['with a wrong item', { items: [{ value: 'x' }, { value: 7 }] }, 'items.1.value'],
  ])('are refused before anything is sealed when %s', async (_, json, path) => {
    const response = await post('encrypt', json);
    expect([response.status, problemCode(response)]).toEqual([422, 'invalid-request']);
    expect(response.json).toMatchObject({ errors: [{ path }] });
  });

  it('whose answer would be too large are refused before an event of success', async () => {
    const items = [1, 2, 3, 4].map(() => ({ value: 'x'.repeat(1_000_000) }));
    const response = await post('encrypt', { items });
    expect([response.status, problemCode(response)]).toEqual([422, 'response-too-large']);
    expect(await eventsOf(response)).toMatchObject([{ outcome: 'failure', reason_code: 'response-too-large' }]);
  });
});

describe('164.312(b) audit controls under load', () => {
  it('50 parallel decrypts: each has its value and its event', async () => {
    const contexts = Array.from({ length: 50 }, () => ({ patient_id: randomUUID() }));
    const items = await sealed(
      contexts.map((_, index) => `value ${index}`),
      contexts,
    );
    const responses = await Promise.all(items.map((item) => post('decrypt', { ...item, purpose: 'treatment' })));
    expect(responses.map(({ status, json }) => [status, json])).toEqual(
      contexts.map((_, index) => [200, { value: `value ${index}` }]),
    );
    const log = await readWholeLog(stack, auditor);
    const events = responses.map(({ headers }) =>
      log.filter((each) => each.request_id === headers.get('x-request-id')),
    );
    expect(events.map((each) => each.map(({ patient_id, outcome }) => [patient_id, outcome]))).toEqual(
      contexts.map(({ patient_id }) => [[patient_id, 'success']]),
    );
  });
});

describe('164.312(a)(2)(iv) encryption: rewrapping after a rotation', () => {
  afterEach(() => stack.clock.set(0));

  it('gives the newest key version without the value; tokens of the old one still open', async () => {
    const context = { patient_id: randomUUID() };
    const [old] = await sealed(['kept for long'], [context]);
    await stack.clock.set(31 * DAY);
    const [developer, later] = [await stack.token('developer@demo.test'), await stack.token('admin@demo.test')];
    const rewrapped = await post('rewrap', old, developer);
    expect([rewrapped.status, rewrapped.json]).toEqual([
      200,
      { ciphertext: expect.stringMatching(/^phi\.v1\./), key_version: 2 },
    ]);
    expect(rewrapped.text).not.toContain('kept for long');
    const { ciphertext } = rewrapped.json as Item;
    const both = { items: [old, { ciphertext, context }], purpose: 'treatment' };
    expect(itemsOf(await post('decrypt', both, later))).toEqual([
      { value: 'kept for long' },
      { value: 'kept for long' },
    ]);
    expect(await eventsOfRequest(stack, later, rewrapped.headers.get('x-request-id'))).toMatchObject([
      { operation: 'rewrapValue', action: 'WRITE', ...context, key_version: 2, outcome: 'success' },
    ]);
  });
});
