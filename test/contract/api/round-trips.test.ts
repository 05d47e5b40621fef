import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { warmCalls as counted } from '../../../infra/ops/costs/warm-calls';
import type { LocalStack } from '../../support/local-stack';
import { sharedStack } from '../../support/shared-stack';
import { syntheticPatient } from '../../support/synthetic-patient';
import { baaTerms } from '../../support/stored-baa';

const AGREEMENT_SKEW_MS = 1500;

let stack: LocalStack;
let admin: string;

beforeAll(async () => {
  stack = await sharedStack();
  admin = await stack.token('admin@demo.test');
  // Within a second of an agreement, sealing asks for the newest key again, lest a clock's skew hide a change.
  await sleep(AGREEMENT_SKEW_MS);
});
afterAll(() => stack.stop());

type Counts = Awaited<ReturnType<LocalStack['callCounts']>>;

const difference = (before: Counts, after: Counts): Record<string, number> =>
  Object.fromEntries(
    Object.entries(after).flatMap(([service, operations]) =>
      Object.entries(operations)
        .map(([operation, count]) => [`${service}:${operation}`, count - (before[service]?.[operation] ?? 0)] as const)
        .filter(([, count]) => count !== 0),
    ),
  );

/** The AWS calls of one request, on instances that have served the same request before. */
const warmCalls = async (request: () => Promise<unknown>): Promise<Record<string, number>> => {
  await request();
  await request();
  const before = await stack.callCounts();
  await request();
  return difference(before, await stack.callCounts());
};

describe('AWS calls of a warm request, exactly', () => {
  it('encrypt: the session, the agreements, then the event; no KMS', async () => {
    const json = { value: 'example' };
    expect(await warmCalls(() => stack.api('POST', '/hipaa/encrypt', { token: admin, json }))).toEqual(
      counted.encryptValue,
    );
  });

  it('decrypt: the same', async () => {
    const sealed = await stack.api('POST', '/hipaa/encrypt', { token: admin, json: { value: 'example' } });
    const { ciphertext } = Object(sealed.json) as { readonly ciphertext: string };
    const json = { ciphertext, purpose: 'operations' };
    expect(await warmCalls(() => stack.api('POST', '/hipaa/decrypt', { token: admin, json }))).toEqual(
      counted.decryptValue,
    );
  });

  it('an agreement with an idempotency key: the session, then one transaction; no Secrets Manager', async () => {
    const create = () =>
      stack.api('POST', '/hipaa/baa', { token: admin, json: baaTerms(), headers: { 'Idempotency-Key': randomUUID() } });
    expect(await warmCalls(create)).toEqual({ 'dynamodb:GetItem': 2, 'dynamodb:TransactWriteItems': 1 });
  });

  it('a manual entry: the session, then one transaction', async () => {
    const json = { action: 'READ', resource_type: 'document' };
    expect(await warmCalls(() => stack.api('POST', '/hipaa/audit-logs', { token: admin, json }))).toEqual({
      'dynamodb:GetItem': 2,
      'dynamodb:TransactWriteItems': 1,
    });
  });

  it('a disclosure: the session and the agreements, then one transaction; no KMS', async () => {
    const headers = (): Record<string, string> => ({ 'Idempotency-Key': randomUUID() });
    const json = {
      action: 'EXPORT',
      resource_type: 'document',
      patient_id: '33cc44dd-55ee-4f66-8a77-88bb99ccaadd',
      disclosure: {
        recipient: { name: 'Invented Agency' },
        description: 'Report',
        purpose_statement: 'Oversight',
        basis: '164.512(d)',
      },
    };
    const report = () => stack.api('POST', '/hipaa/audit-logs', { token: admin, json, headers: headers() });
    await sleep(AGREEMENT_SKEW_MS);
    expect(await warmCalls(report)).toEqual({
      'dynamodb:GetItem': 2,
      'dynamodb:Query': 1,
      'dynamodb:TransactWriteItems': 1,
    });
  });

  it('data residency: the session beside the agreements, then the event', async () => {
    expect(await warmCalls(() => stack.api('GET', '/hipaa/data-residency', { token: admin }))).toEqual({
      'dynamodb:GetItem': 2,
      'dynamodb:Query': 1,
      'dynamodb:PutItem': 1,
    });
  });

  it('a page of keys: the session beside the keys, then the event', async () => {
    expect(await warmCalls(() => stack.api('GET', '/hipaa/keys', { token: admin }))).toEqual({
      'dynamodb:GetItem': 2,
      'dynamodb:Query': 1,
      'dynamodb:PutItem': 1,
    });
  });

  it('a rotation: the session, the agreements, and the pointer, then KMS, then one transaction', async () => {
    expect(await warmCalls(() => stack.api('POST', '/hipaa/keys/rotate', { token: admin }))).toEqual({
      'dynamodb:GetItem': 3,
      'dynamodb:Query': 1,
      'kms:GenerateDataKey': 1,
      'dynamodb:TransactWriteItems': 1,
    });
  });

  it('a batch to encrypt for one patient: no more than a single value', async () => {
    const context = { patient_id: '33cc44dd-55ee-4f66-8a77-88bb99ccaadd' };
    const json = { items: ['a', 'b', 'c'].map((value) => ({ value, context })) };
    expect(await warmCalls(() => stack.api('POST', '/hipaa/encrypt', { token: admin, json }))).toEqual({
      'dynamodb:GetItem': 2,
      'dynamodb:Query': 1,
      'dynamodb:PutItem': 1,
    });
  });

  it('a batch for several patients: their events in one transaction', async () => {
    const items = ['1', '2'].map((n) => ({
      value: n,
      context: { patient_id: `33cc44dd-55ee-4f66-8a77-88bb99ccaad${n}` },
    }));
    const request = () => stack.api('POST', '/hipaa/encrypt', { token: admin, json: { items } });
    expect(await warmCalls(request)).toEqual({
      'dynamodb:GetItem': 2,
      'dynamodb:Query': 1,
      'dynamodb:TransactWriteItems': 1,
    });
  });

  it('a search: session, agreements, and the lists, then the records, then the events; no KMS, no Secrets Manager', async () => {
    const person = { first_name: 'Round', last_name: `Trip${randomUUID()}`, date_of_birth: '1990-01-02', mrn: 'R-1' };
    const clinician = await stack.token('clinician@demo.test');
    await stack.api('POST', '/patients', { token: clinician, json: person });
    const headers = { 'X-Purpose-Of-Use': 'treatment' };
    const search = (json: object) =>
      warmCalls(() => stack.api('POST', '/patients/search', { token: clinician, json, headers }));
    const { last_name, first_name, date_of_birth, mrn } = person;
    expect(await search({ last_name })).toEqual(counted.searchPatients);
    expect(await search({ last_name, first_name, date_of_birth, mrn })).toEqual({
      'dynamodb:GetItem': 2,
      'dynamodb:Query': 6,
      'dynamodb:BatchGetItem': 1,
      'dynamodb:PutItem': 1,
    });
    expect(await search({ last_name: 'nobody' })).toEqual({
      'dynamodb:GetItem': 2,
      'dynamodb:Query': 3,
      'dynamodb:PutItem': 1,
    });
  });

  it('a page of agreements: the session beside all of the entity’s, then the event; no Secrets Manager', async () => {
    expect(await warmCalls(() => stack.api('GET', '/hipaa/baa', { token: admin }))).toEqual({
      'dynamodb:GetItem': 2,
      'dynamodb:Query': 1,
      'dynamodb:PutItem': 1,
    });
  });

  it('a document to check: the session beside the agreement, then the event', async () => {
    const { json } = await stack.api('POST', '/hipaa/baa', { token: admin, json: baaTerms() });
    const { id } = Object(json) as { readonly id: string };
    const check = () =>
      stack.api('POST', `/hipaa/baa/${id}/verify-document`, {
        token: admin,
        body: 'a document',
        headers: { 'Content-Type': 'application/pdf' },
      });
    expect(await warmCalls(check)).toEqual({
      'dynamodb:GetItem': 2,
      'dynamodb:Query': 1,
      'dynamodb:PutItem': 1,
    });
  });

  it('the end of an agreement and its closure: the session beside the agreement (and the keys), then one transaction', async () => {
    const file = async () => {
      const { json } = await stack.api('POST', '/hipaa/baa', { token: admin, json: baaTerms() });
      return `/hipaa/baa/${(Object(json) as { readonly id: string }).id}`;
    };
    const paths = [await file(), await file(), await file()];
    const [toEnd, toClose] = [[...paths], [...paths]];
    const oneTransaction = { 'dynamodb:GetItem': 2, 'dynamodb:Query': 1, 'dynamodb:TransactWriteItems': 1 };
    expect(await warmCalls(() => stack.api('DELETE', toEnd.pop() ?? '', { token: admin }))).toEqual(oneTransaction);
    const json = { method: 'returned', date: new Date().toISOString().slice(0, 10), evidence_hash: 'ab'.repeat(32) };
    expect(await warmCalls(() => stack.api('POST', `${toClose.pop() ?? ''}/closure`, { token: admin, json }))).toEqual({
      ...oneTransaction,
      'dynamodb:Query': 2,
    });
  });

  it('a page of the audit log: the session beside at most 10 partitions and what is pending, then the event; no Secrets Manager', async () => {
    expect(await warmCalls(() => stack.api('GET', '/hipaa/audit-logs', { token: admin }))).toEqual(
      counted.listAuditLogs,
    );
  });

  it('a report: the session beside head, rollups, agreements, and keys, then the event, however long the period', async () => {
    const sixYearsAgo = `${new Date().getUTCFullYear() - 6}-01-01`;
    for (const query of [{}, { from: sixYearsAgo }] as readonly Record<string, string>[]) {
      expect(await warmCalls(() => stack.api('GET', '/hipaa/report', { token: admin, query }))).toMatchObject({
        'dynamodb:Query': 3,
      });
    }
  });
});

describe('AWS calls of the readiness report, exactly', () => {
  it('the session, then the probes side by side; one event, and KMS afresh', async () => {
    expect(await warmCalls(() => stack.api('GET', '/hipaa/status', { token: admin }))).toEqual({
      // Session and user; pointer and key; the event read back; what is pending.
      'dynamodb:GetItem': 6,
      'dynamodb:Query': 1,
      'dynamodb:PutItem': 1,
      'dynamodb:UpdateItem': 1,
      'dynamodb:DeleteItem': 1,
      'dynamodb:GetResourcePolicy': 1,
      'kms:DescribeKey': 1,
      'kms:GetKeyRotationStatus': 1,
      'kms:Decrypt': 1,
    });
  });
});

describe('AWS calls of warm requests about patients, exactly; never KMS, never Secrets Manager', () => {
  const purpose = { 'X-Purpose-Of-Use': 'treatment' };
  const TIME = '2026-03-04T05:06:07Z';
  /** The session and the user, the agreements. */
  const CHECKS = { 'dynamodb:GetItem': 2, 'dynamodb:Query': 1 };
  let clinician: string;
  let patient: string;
  beforeAll(async () => {
    clinician = await stack.token('clinician@demo.test');
    patient = await created();
  });

  const create = (headers: Record<string, string> = {}) =>
    stack.api('POST', '/patients', { token: clinician, json: syntheticPatient(), headers });
  const created = async (): Promise<string> => String(Reflect.get(Object((await create()).json) as object, 'id'));
  const record = (json: object, headers: Record<string, string> = {}) =>
    stack.api('POST', `/patients/${patient}/biometrics`, {
      ...{ token: clinician, headers },
      json: { data_type: 'heart_rate', value: 61, unit: '/min', timestamp: TIME, ...json },
    });
  const readings = (query: Record<string, string>) =>
    stack.api('GET', `/patients/${patient}/biometrics`, { token: clinician, headers: purpose, query });
  const memberships = async () => `/patients/${await created()}/care-team/${randomUUID()}`;

  const change = async () => {
    const { headers } = await stack.api('GET', `/patients/${patient}`, { token: clinician, headers: purpose });
    const before = await stack.callCounts();
    await stack.api('PATCH', `/patients/${patient}`, {
      ...{ token: clinician, json: { notes: 'n' }, headers: { 'If-Match': headers.get('etag') ?? '' } },
    });
    return difference(before, await stack.callCounts());
  };

  const cases: readonly (readonly [string, () => Promise<unknown>, Record<string, number>])[] = [
    ['create: one transaction after the checks', () => create(), counted.createPatient],
    [
      'create with a key: the same',
      () => create({ 'Idempotency-Key': randomUUID() }),
      { ...CHECKS, 'dynamodb:TransactWriteItems': 1 },
    ],
    [
      'list: a page beside the checks, then the event',
      () => stack.api('GET', '/patients', { token: clinician }),
      { 'dynamodb:GetItem': 2, 'dynamodb:Query': 1, 'dynamodb:PutItem': 1 },
    ],
    [
      'list one’s own: ids, then views, then the event',
      () => stack.api('GET', '/patients', { token: clinician, query: { mine: 'true' } }),
      { 'dynamodb:GetItem': 2, 'dynamodb:Query': 1, 'dynamodb:BatchGetItem': 1, 'dynamodb:PutItem': 1 },
    ],
    [
      'show: record, care team, and suspension beside the checks, then the event',
      () => stack.api('GET', `/patients/${patient}`, { token: clinician, headers: purpose }),
      counted.getPatient,
    ],
    [
      'record a reading: record, care team, and suspension beside the checks, then one transaction',
      () => record({}),
      counted.createBiometric,
    ],
    [
      'record a reading with a key: the same',
      () => record({}, { 'Idempotency-Key': randomUUID() }),
      { ...CHECKS, 'dynamodb:GetItem': 5, 'dynamodb:Query': 2, 'dynamodb:TransactWriteItems': 1 },
    ],
    [
      'record a device’s reading: the same',
      () => record({ device_id: randomUUID() }),
      { ...CHECKS, 'dynamodb:GetItem': 5, 'dynamodb:Query': 2, 'dynamodb:TransactWriteItems': 1 },
    ],
    [
      'a device’s repeat: a refused transaction, the reading, the event',
      () => record({ device_id: 'watch-1' }),
      {
        ...CHECKS,
        'dynamodb:GetItem': 6,
        'dynamodb:Query': 2,
        'dynamodb:TransactWriteItems': 1,
        'dynamodb:PutItem': 1,
      },
    ],
    [
      'list readings of one type: one query beside the checks, then the event',
      () => readings({ data_type: 'heart_rate' }),
      counted.listBiometrics,
    ],
    [
      'list readings of all types: seven queries at once beside the checks, then the event',
      () => readings({}),
      { ...CHECKS, 'dynamodb:GetItem': 5, 'dynamodb:Query': 9, 'dynamodb:PutItem': 1 },
    ],
  ];

  it.each(cases)('%s', async (_, request, expected) => {
    expect(await warmCalls(request)).toEqual(expected);
  });

  it('change: record and care team beside the checks, then one transaction', async () => {
    await change();
    await change();
    expect(await change()).toEqual({ ...CHECKS, 'dynamodb:GetItem': 4, 'dynamodb:TransactWriteItems': 1 });
  });

  it.each(['PUT', 'DELETE'])(
    '%s of a care team: the record beside the session, then one transaction',
    async (method) => {
      const path = await memberships();
      expect(await warmCalls(() => stack.api(method, path, { token: admin }))).toEqual({
        'dynamodb:GetItem': 3,
        'dynamodb:TransactWriteItems': 1,
      });
    },
  );
});
