import { randomUUID } from 'node:crypto';
import { AuditEventSchema } from '../../shared/domain/audit-event';
import { problemCode } from '../support/api-problem';
import { eventsOfRequest, readWholeLog } from '../support/audit-log';
import type { LocalStack } from '../support/local-stack';
import { sharedStack } from '../support/shared-stack';
import { disclosureOf, entryOf, report } from '../support/manual-entries';
import { rawItems } from '../support/raw-table';
import type { StackResponse } from '../support/stack-request';
import { baaTerms } from '../support/stored-baa';

const MINUTE_MS = 60_000;
const PLATFORM_CALL = { actor_scope: 'platform' };

let stack: LocalStack;
let admin: string;
let root: string;

beforeAll(async () => {
  stack = await sharedStack();
  admin = await stack.token('admin@demo.test');
  root = await stack.token('root@platform.test');
});
afterEach(() => stack.faults.clear());
afterAll(() => stack.stop());

const errorsOf = ({ json }: StackResponse): unknown => Reflect.get(Object(json) as object, 'errors');
const requestIdOf = ({ headers }: StackResponse) => headers.get('x-request-id');
const eventOf = ({ json }: StackResponse) => AuditEventSchema.parse(json);
const manualIn = async (entity: string) =>
  (await readWholeLog(stack, root, entity)).filter(({ source }) => source === 'manual');

describe('EP-050 “manually log PHI access”: POST /hipaa/audit-logs', () => {
  it('answers 201 with the event as the log shows it, in the patient’s log too, without a link', async () => {
    const resource_id = randomUUID().toUpperCase();
    const entry = entryOf({
      action: 'DELETE',
      resource_type: 'document',
      resource_id,
      patient_id: randomUUID().toUpperCase(),
      phi_fields_accessed: ['ssn', 'notes'],
      purpose: 'emergency',
      occurred_at: '2026-02-28T23:30:00-05:00',
      accessed_by: randomUUID(),
    });
    const response = await report(stack, admin, entry);
    expect([response.status, response.headers.get('location')]).toEqual([201, null]);
    const event = eventOf(response);
    expect(event).toMatchObject({
      ...entry,
      resource_id: resource_id.toLowerCase(),
      patient_id: entry.patient_id.toLowerCase(),
      occurred_at: '2026-03-01T04:30:00.000Z',
      source: 'manual',
      operation: 'createManualEvent',
      outcome: 'success',
      status_code: 201,
      request_id: requestIdOf(response),
      covered_entity_id: stack.ready.covered_entities.a,
      roles: ['admin'],
    });
    expect(await eventsOfRequest(stack, admin, requestIdOf(response))).toEqual([event]);
    const listed = await stack.api('GET', '/hipaa/audit-logs', {
      token: admin,
      query: { patient_id: String(event.patient_id) },
    });
    expect(Reflect.get(Object(listed.json) as object, 'items')).toEqual([event]);
  });

  it('needs no agreement for ids and words of closed lists; a disclosure does: 403, in the patient’s log', async () => {
    const entity = randomUUID();
    const plain = await report(stack, root, entryOf({ covered_entity_id: entity }));
    expect([plain.status, eventOf(plain)]).toEqual([201, expect.objectContaining(PLATFORM_CALL)]);
    const patient_id = randomUUID();
    const refused = await report(
      stack,
      root,
      entryOf({ patient_id, disclosure: disclosureOf(), covered_entity_id: entity }),
    );
    expect([refused.status, problemCode(refused)]).toEqual([403, 'baa-missing']);
    expect(await eventsOfRequest(stack, root, requestIdOf(refused), entity)).toMatchObject([
      { source: 'system', patient_id, outcome: 'denied', reason_code: 'baa-missing', resource_type: 'audit_log' },
    ]);
    const records = await rawItems(stack, 'disclosures');
    expect(records.filter((item) => item.covered_entity_id?.S === entity)).toEqual([]);
  });

  it('a disclosure needs an agreement for the fields that it names, for all four categories if it names none', async () => {
    const entity = randomUUID();
    const terms = { ...baaTerms({ phi_categories: ['demographics'] }), covered_entity_id: entity };
    expect((await stack.api('POST', '/hipaa/baa', { token: root, json: terms })).status).toBe(201);
    const disclosed = (fields: readonly string[]) =>
      report(
        stack,
        root,
        entryOf({ phi_fields_accessed: fields, disclosure: disclosureOf(), covered_entity_id: entity }),
      );
    expect((await disclosed(['first_name', 'ssn'])).status).toBe(201);
    for (const fields of [[], ['diagnosis_codes'], ['first_name', 'notes'], ['insurance_member_id']]) {
      expect(problemCode(await disclosed(fields))).toBe('baa-category-missing');
    }
  });
});

describe('an entry is never confused with an event of the system', () => {
  it.each([
    ['source', 'system'],
    ['operation', 'decryptValue'],
    ['user_id', randomUUID()],
    ['roles', ['auditor']],
    ['session_id', randomUUID()],
    ['actor_scope', 'system'],
    ['outcome', 'denied'],
    ['status_code', 200],
    ['reason_code', 'role-required'],
    ['request_id', randomUUID()],
    ['recorded_at', '2020-01-01T00:00:00.000Z'],
    ['id', '01BX5ZZKBKACTAV9WEVGEMMVRZ'],
    ['baa_id', randomUUID()],
    ['baa_state', 'active'],
    ['key_version', 1],
    ['ip_address', '192.0.2.1'],
    ['user_agent', 'curl 8'],
    ['duration_ms', 1],
    ['retention_years', 6],
    ['started_at', '2020-01-01T00:00:00.000Z'],
    ['__proto__', { source: 'system' }],
  ])('refuses a body that sets %s', async (field, value) => {
    const body = JSON.stringify(entryOf()).replace(/\}$/, `,${JSON.stringify(field)}:${JSON.stringify(value)}}`);
    const headers = { 'Content-Type': 'application/json' };
    const response = await stack.api('POST', '/hipaa/audit-logs', { token: admin, body, headers });
    expect([response.status, errorsOf(response)]).toEqual([422, [{ path: '', code: 'unknown-field' }]]);
    expect(await eventsOfRequest(stack, admin, requestIdOf(response))).toMatchObject([
      { source: 'system', operation: 'createManualEvent', outcome: 'failure', resource_type: 'audit_log' },
    ]);
  });

  it('refuses to set the id, the hash, or the patient of a disclosure', async () => {
    for (const forged of [{ id: randomUUID() }, { hash: '0'.repeat(64) }, { patient_id: randomUUID() }]) {
      const response = await report(stack, admin, entryOf({ disclosure: disclosureOf(forged) }));
      expect(errorsOf(response)).toEqual([{ path: 'disclosure', code: 'unknown-field' }]);
    }
  });

  it('nothing but this route writes `source: manual`, and each such event names who reports', async () => {
    const events = (await readWholeLog(stack, admin)).filter(({ source }) => source === 'manual');
    expect(new Set(events.map(({ operation }) => operation))).toEqual(new Set(['createManualEvent']));
    expect(events.every(({ session_id, roles }) => session_id !== undefined && roles.includes('admin'))).toBe(true);
  });
});

describe('RELIABILITY row 21: a client repeats an entry', () => {
  const twins = (entity: string, key: string, disclosure?: unknown) => {
    const json = entryOf({ covered_entity_id: entity, disclosure });
    return Promise.all(Array.from({ length: 32 }, () => report(stack, root, json, key)));
  };

  it('32 in parallel under one key make one event, and get one and the same 201', async () => {
    const entity = randomUUID();
    const answers = await twins(entity, randomUUID());
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
    expect(await manualIn(entity)).toHaveLength(1);
    const repeats = (await readWholeLog(stack, root, entity)).filter(
      ({ source, operation }) => source === 'system' && operation === 'createManualEvent',
    );
    expect(repeats).toHaveLength(31);
    expect(new Set(repeats.map(({ resource_id }) => resource_id))).toEqual(
      new Set((await manualIn(entity)).map(({ id }) => id)),
    );
  });

  it('a disclosure is put on record once, and its repeat answers the same', async () => {
    const key = randomUUID();
    const json = entryOf({ disclosure: disclosureOf() });
    const [first, again] = [await report(stack, admin, json, key), await report(stack, admin, json, key)];
    expect([again.status, again.text, again.headers.get('idempotency-replayed')]).toEqual([201, first.text, 'true']);
    const records = await rawItems(stack, 'disclosures');
    expect(records.filter((item) => item.patient_id?.S === json.patient_id)).toHaveLength(1);
    const other = await report(stack, admin, { ...json, action: 'EXPORT' }, key);
    expect(problemCode(other)).toBe('idempotency-key-reused');
  });
});

describe('when it happened', () => {
  it.each([
    [-1, 201],
    [4, 201],
    [6, 422],
    [60 * 24 * 365, 422],
  ])('%i minutes ahead: %i', async (minutes, status) => {
    const occurred_at = new Date(Date.now() + minutes * MINUTE_MS).toISOString();
    const response = await report(stack, admin, entryOf({ occurred_at }));
    expect(response.status).toBe(status);
    if (status === 422) expect(errorsOf(response)).toEqual([{ path: 'occurred_at', code: 'in-the-future' }]);
  });
});
