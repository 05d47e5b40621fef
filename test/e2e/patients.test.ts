import { randomUUID } from 'node:crypto';
import { type AttributeValue, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { physicalTableName, tableNames } from '../../infra/local/local-resources';
import { problemCode } from '../support/api-problem';
import { eventsOfRequest } from '../support/audit-log';
import type { LocalStack } from '../support/local-stack';
import { sharedStack } from '../support/shared-stack';
import { rawClient, rawItems, textsOf } from '../support/raw-table';
import { plantedTexts, syntheticPatient } from '../support/synthetic-patient';

const TREATMENT = { 'X-Purpose-Of-Use': 'treatment' };

let stack: LocalStack;
let tokens: Readonly<
  Record<'admin' | 'clinician' | 'clinician2' | 'developer' | 'auditor' | 'other' | 'otherAdmin', string>
>;
let database: DynamoDBClient;

beforeAll(async () => {
  stack = await sharedStack();
  tokens = {
    admin: await stack.token('admin@demo.test'),
    clinician: await stack.token('clinician@demo.test'),
    clinician2: await stack.token('clinician2@demo.test'),
    developer: await stack.token('developer@demo.test'),
    auditor: await stack.token('auditor@demo.test'),
    other: await stack.token('clinician@other.test'),
    otherAdmin: await stack.token('admin@other.test'),
  };
  database = rawClient(stack);
});
afterAll(async () => {
  database.destroy();
  await stack.stop();
});

type Who = keyof typeof tokens;

const create = (who: Who, json: object = syntheticPatient(), headers = {}) =>
  stack.api('POST', '/patients', { token: tokens[who], json, headers });
const idOf = (response: { readonly json: unknown }): string =>
  String(Reflect.get(Object(response.json) as object, 'id'));
const read = (who: Who, id: string, fields?: string, headers: Record<string, string> = TREATMENT) =>
  stack.api('GET', `/patients/${id}`, {
    token: tokens[who],
    headers,
    ...(fields === undefined ? {} : { query: { fields } }),
  });
const patch = (who: Who, id: string, json: object, headers: Record<string, string> = { 'If-Match': '"1"' }) =>
  stack.api('PATCH', `/patients/${id}`, { token: tokens[who], json, headers });
const eventsOf = (response: { readonly headers: Headers }) =>
  eventsOfRequest(stack, tokens.auditor, response.headers.get('x-request-id'));
const userIdOf = async (who: Who): Promise<string> => {
  const { json } = await stack.api('GET', '/session', { token: tokens[who] });
  return String(Reflect.get(Object(json) as object, 'user_id'));
};

describe('patients: minimum necessary, 45 CFR 164.502(b)', () => {
  it('answers a creation with the public view, its address, and its version, and records which fields were written', async () => {
    const response = await create('clinician');
    expect(response.status).toBe(201);
    expect(Object.keys(Object(response.json) as object).sort()).toEqual(['created_at', 'id', 'status']);
    expect(response.headers.get('location')).toBe(`/api/v1/patients/${idOf(response)}`);
    expect(response.headers.get('etag')).toBe('"1"');
    expect(await eventsOf(response)).toMatchObject([
      {
        action: 'WRITE',
        patient_id: idOf(response),
        resource_id: idOf(response),
        resource_version: 1,
        key_version: 1,
        phi_fields_accessed: expect.arrayContaining(Object.keys(syntheticPatient())) as unknown,
      },
    ]);
  });

  it('gives back every field as it was written', async () => {
    const id = idOf(await create('clinician'));
    const { status, json, headers } = await read('clinician', id);
    expect(status).toBe(200);
    expect(json).toMatchObject({ id, version: 1, ...syntheticPatient() });
    expect([headers.get('etag'), headers.get('cache-control')]).toEqual(['"1"', 'no-store']);
  });

  it('opens, answers, and records the named fields alone', async () => {
    const id = idOf(await create('clinician'));
    const response = await read('clinician', id, 'last_name,ssn');
    expect(Object.keys(Object(response.json) as object).sort()).toEqual(
      ['created_at', 'id', 'last_name', 'ssn', 'status', 'updated_at', 'version'].sort(),
    );
    expect(await eventsOf(response)).toMatchObject([
      {
        action: 'READ',
        patient_id: id,
        phi_fields_accessed: ['last_name', 'ssn'],
        purpose: 'treatment',
        outcome: 'success',
      },
    ]);
  });

  it('lists public views page by page, and decrypts nothing: no call to KMS, no read of a key', async () => {
    for (let count = 0; count < 3; count += 1) await create('clinician2');
    const before = await stack.callCounts();
    const first = await stack.api('GET', '/patients', {
      token: tokens.clinician2,
      query: { limit: '2', mine: 'true' },
    });
    const { items, next_cursor } = first.json as { readonly items: readonly object[]; readonly next_cursor: string };
    const rest = await stack.api('GET', '/patients', {
      token: tokens.clinician2,
      query: { limit: '2', mine: 'true', cursor: next_cursor },
    });
    expect((await stack.callCounts()).kms).toEqual(before.kms);
    const all = [...items, ...(rest.json as { readonly items: readonly object[] }).items];
    expect(all).toHaveLength(3);
    for (const item of all) expect(Object.keys(item).sort()).toEqual(['created_at', 'id', 'status']);
    const tampered = await stack.api('GET', '/patients', { token: tokens.clinician, query: { cursor: next_cursor } });
    expect(problemCode(tampered)).toBe('invalid-cursor');
  });
});

describe('164.312(a)(1) what each role sees of a patient', () => {
  it.each<readonly [Who, string, number, string]>([
    ['admin', 'admin of the tenant', 200, ''],
    ['clinician', 'clinician on the care team', 200, ''],
    ['clinician2', 'clinician of the tenant, not on the care team', 403, 'care-team-required'],
    ['developer', 'developer', 403, 'role-required'],
    ['auditor', 'auditor', 403, 'role-required'],
    ['other', 'clinician of another tenant', 404, 'not-found'],
    ['otherAdmin', 'admin of another tenant', 404, 'not-found'],
  ])('%s (%s) gets %i, to read and to change', async (who, _, status, code) => {
    const id = idOf(await create('clinician'));
    const responses = [await read(who, id), await patch(who, id, { phone: '+1 555 0199' })];
    for (const response of responses) {
      expect(response.status).toBe(status);
      if (status === 200) continue;
      expect(problemCode(response)).toBe(code);
      for (const text of plantedTexts()) expect(response.text).not.toContain(text);
    }
  });

  it('records a refusal under the patient who was asked for', async () => {
    const id = idOf(await create('clinician'));
    expect(await eventsOf(await read('clinician2', id))).toMatchObject([
      { patient_id: id, outcome: 'denied', reason_code: 'care-team-required', phi_fields_accessed: [] },
    ]);
  });

  it('opens and closes a record with the care team, from the next request on', async () => {
    const id = idOf(await create('admin'));
    const user = await userIdOf('clinician');
    const member = `/patients/${id}/care-team/${user}`;
    expect((await read('clinician', id)).status).toBe(403);
    const change = async (method: string) => (await stack.api(method, member, { token: tokens.admin })).status;
    expect([await change('PUT'), await change('PUT')]).toEqual([204, 204]);
    expect((await read('clinician', id)).status).toBe(200);
    expect([await change('DELETE'), await change('DELETE')]).toEqual([204, 204]);
    expect((await read('clinician', id)).status).toBe(403);
    const foreign = await stack.api('PUT', member, { token: tokens.otherAdmin });
    const absent = await stack.api('PUT', `/patients/${randomUUID()}/care-team/${user}`, { token: tokens.admin });
    expect([foreign.status, absent.status]).toEqual([404, 404]);
  });

  it.each([
    ['no purpose', {}, 403, 'purpose-required'],
    ['the purpose emergency without a grant', { 'X-Purpose-Of-Use': 'emergency' }, 403, 'purpose-required'],
    ['an unknown purpose', { 'X-Purpose-Of-Use': 'curiosity' }, 422, 'invalid-request'],
  ])('releases nothing with %s', async (_, headers, status, code) => {
    const id = idOf(await create('clinician'));
    const response = await read('clinician', id, 'last_name', headers);
    expect([response.status, problemCode(response)]).toEqual([status, code]);
  });
});

describe('changes of a patient', () => {
  it('sets what a merge patch names, removes what is null, and keeps the rest', async () => {
    const id = idOf(await create('clinician'));
    const response = await patch('clinician', id, {
      last_name: 'O’Quackenbush',
      middle_name: null,
      address: { line1: null, line2: 'Flat 4' },
      status: 'inactive',
    });
    expect([response.status, response.headers.get('etag')]).toEqual([200, '"2"']);
    const kept: Record<string, unknown> = { ...syntheticPatient() };
    delete kept.middle_name;
    expect((await read('clinician', id)).json).toEqual({
      ...kept,
      id,
      version: 2,
      status: 'inactive',
      created_at: expect.any(String) as unknown,
      updated_at: expect.any(String) as unknown,
      last_name: 'O’Quackenbush',
      address: { line2: 'Flat 4', city: 'Framlingham', state: 'MA', postal_code: '01701' },
    });
    expect(await eventsOf(response)).toMatchObject([
      { phi_fields_accessed: ['last_name', 'middle_name', 'address'], resource_version: 2 },
    ]);
  });

  it.each([
    ['no If-Match', {}, 428, 'precondition-required'],
    ['a version that was', { 'If-Match': '"1"' }, 412, 'precondition-failed'],
    ['a forged tag', { 'If-Match': '"2" , "3"' }, 412, 'precondition-failed'],
    ['a weak tag', { 'If-Match': 'W/"2"' }, 412, 'precondition-failed'],
  ])('refuses %s', async (_, headers, status, code) => {
    const id = idOf(await create('clinician'));
    await patch('clinician', id, { phone: '+1 555 0111' });
    const response = await patch('clinician', id, { phone: '+1 555 0122' }, headers);
    expect([response.status, problemCode(response)]).toEqual([status, code]);
    expect((await read('clinician', id, 'phone')).json).toMatchObject({ phone: '+1 555 0111', version: 2 });
  });

  it('lets one of ten who change the same version through', async () => {
    const id = idOf(await create('clinician'));
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => patch('clinician', id, { phone: `+1 555 01${10 + index}` })),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(new Set(statuses)).toEqual(new Set([200, 412]));
  });

  it('creates one patient for ten twins with one Idempotency-Key', async () => {
    const key = { 'Idempotency-Key': randomUUID() };
    const answers = await Promise.all(Array.from({ length: 10 }, () => create('clinician', syntheticPatient(), key)));
    const made = answers.filter(({ status }) => status === 201);
    expect(new Set(made.map(idOf)).size).toBe(1);
    expect(made.length).toBeGreaterThan(0);
    const again = await create('clinician', syntheticPatient(), key);
    expect([again.status, again.headers.get('idempotency-replayed'), idOf(again)]).toEqual([
      201,
      'true',
      made[0] && idOf(made[0]),
    ]);
  });

  it.each([
    ['first_name', ''],
    ['last_name', 'x'.repeat(101)],
    ['last_name', 'line\nbreak'],
    ['date_of_birth', '2023-02-29'],
    ['date_of_birth', '2999-01-01'],
    ['sex', 'F'],
    ['ssn', '12-345'],
    ['mrn', '<script>'],
    ['address', { country: 'US' }],
    ['phone', 'call me'],
    ['email', 'nobody'],
    ['diagnosis_codes', ['not a code']],
    ['notes', 'x'.repeat(32_769)],
    ['shoe_size', 44],
  ])('refuses a wrong %s with 422, path and code, never the value', async (field, value) => {
    const response = await create('clinician', { ...syntheticPatient(), [field]: value });
    expect([response.status, problemCode(response)]).toEqual([422, 'invalid-request']);
    if (typeof value === 'string' && value !== '') expect(response.text).not.toContain(value);
  });
});

describe('164.312(c)(1) integrity of stored records', () => {
  const tamper = (id: string, expression: string, values: Record<string, AttributeValue>, names = {}) =>
    database.send(
      new UpdateItemCommand({
        TableName: physicalTableName('patients'),
        Key: { covered_entity_id: { S: stack.ready.covered_entities.a }, id: { S: id } },
        UpdateExpression: expression,
        ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names }),
        ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
      }),
    );

  it.each<readonly [string, string, Record<string, AttributeValue>, Record<string, string>]>([
    ['status', 'SET #s = :v', { ':v': { S: 'inactive' } }, { '#s': 'status' }],
    ['created_at', 'SET created_at = :v', { ':v': { S: '2020-01-01T00:00:00.000Z' } }, {}],
    ['version', 'SET version = :v', { ':v': { N: '7' } }, {}],
    ['a field removed', 'REMOVE #f.notes', {}, { '#f': 'fields' }],
    ['status to none of ours', 'SET #s = :v', { ':v': { S: 'deceased' } }, { '#s': 'status' }],
    ['version to none of ours', 'SET version = :v', { ':v': { S: 'one' } }, {}],
    ['updated_at removed', 'REMOVE updated_at', {}, {}],
    ['the header removed', 'REMOVE #h', {}, { '#h': 'header' }],
  ])(
    'answers 500, releases nothing, and records it, after %s was changed behind the API',
    async (_, expression, values, names) => {
      const id = idOf(await create('clinician'));
      await tamper(id, expression, values, names);
      for (const response of [await read('clinician', id), await read('clinician', id, 'email')]) {
        expect([response.status, problemCode(response)]).toEqual([500, 'record-integrity-failure']);
        for (const text of plantedTexts()) expect(response.text).not.toContain(text);
        expect(await eventsOf(response)).toMatchObject([
          { patient_id: id, outcome: 'failure', reason_code: 'record-integrity-failure', phi_fields_accessed: [] },
        ]);
      }
      expect(stack.logText()).toContain('StoredRecordIntegrityFailure');
    },
  );

  it('lists no patient whose item is none of ours: 500 and the alarm', async () => {
    const mine = () =>
      stack.api('GET', '/patients', { token: tokens.clinician2, query: { mine: 'true', limit: '100' } });
    const id = idOf(await create('clinician2'));
    expect((await mine()).status).toBe(200);
    await tamper(id, 'SET created_at = :v', { ':v': { S: 'long ago' } });
    expect(problemCode(await mine())).toBe('record-integrity-failure');
  });

  it('does not open a field that was put where another one stood', async () => {
    const id = idOf(await create('clinician'));
    await tamper(id, 'SET #f.last_name = #f.first_name', {}, { '#f': 'fields' });
    expect(problemCode(await read('clinician', id, 'last_name'))).toBe('record-integrity-failure');
    expect(problemCode(await read('clinician', id))).toBe('record-integrity-failure');
  });

  it('does not open a record that was copied to another patient', async () => {
    const [one, two] = [idOf(await create('clinician')), idOf(await create('clinician'))];
    const source = (await rawItems(stack, 'patients')).find((item) => item.id?.S === one);
    await tamper(
      two,
      'SET #f = :f, #h = :h, created_at = :c, updated_at = :u',
      {
        ':f': source?.fields ?? { S: '' },
        ':h': source?.header ?? { S: '' },
        ':c': source?.created_at ?? { S: '' },
        ':u': source?.updated_at ?? { S: '' },
      },
      { '#f': 'fields', '#h': 'header' },
    );
    expect(problemCode(await read('clinician', two))).toBe('record-integrity-failure');
  });
});

describe('164.312(b) no audit, no PHI', () => {
  it('stores nothing and releases nothing while the audit table refuses the write', async () => {
    const id = idOf(await create('clinician'));
    const count = async () => (await rawItems(stack, 'patients')).length;
    const before = await count();
    await stack.faults.add({
      service: 'dynamodb',
      operation: '*',
      table: 'audit',
      error: 'AccessDeniedException',
      count: 0,
    });
    const answers = [
      await create('clinician'),
      await read('clinician', id),
      await patch('clinician', id, { notes: 'n' }),
    ];
    await stack.faults.clear();
    for (const answer of answers) {
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
      for (const text of plantedTexts()) expect(answer.text).not.toContain(text);
    }
    expect(await count()).toBe(before);
    expect((await read('clinician', id)).json).toMatchObject({ version: 1, ...syntheticPatient() });
  });
});

describe('164.312(a)(2)(iv) encryption at rest', () => {
  it('leaves no planted text in any table, nor in the log', async () => {
    const id = idOf(await create('clinician'));
    await patch('clinician', id, { notes: syntheticPatient().notes });
    await read('clinician', id);
    await create('clinician', { ...syntheticPatient(), email: 'nobody' });
    // Words that the system itself uses are no evidence.
    const planted = plantedTexts().filter((text) => !['female', 'MA'].includes(text));
    const raw: string[] = [stack.logText()];
    for (const name of tableNames) {
      raw.push(...textsOf(await rawItems(stack, name)));
    }
    for (const text of planted) for (const stored of raw) expect(stored.includes(text)).toBe(false);
  });
});
