import { randomUUID } from 'node:crypto';
import { type AttributeValue, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { physicalTableName } from '../../infra/local/local-resources';
import { problemCode } from '../support/api-problem';
import { DemoClinic, member, type Who } from '../support/demo-clinic';
import { startLocalStack } from '../support/local-stack';
import type { StackResponse } from '../support/stack-request';
import { baaTerms } from '../support/stored-baa';
import { syntheticPatient } from '../support/synthetic-patient';

const TREATMENT = { 'X-Purpose-Of-Use': 'treatment' };
const MINUTE = 60_000;
const T0 = Date.UTC(2026, 2, 4, 5, 6, 7);
const at = (minute: number): string => new Date(T0 + minute * MINUTE).toISOString();

let clinic: DemoClinic;
beforeAll(async () => {
  clinic = await DemoClinic.open(startLocalStack({ background: false }));
});
afterAll(() => clinic.close());

const heartRate = (value = 61, changes: object = {}) => ({
  data_type: 'heart_rate',
  value,
  unit: '/min',
  timestamp: at(0),
  ...changes,
});
const pressure = (systolic = 121, diastolic = 79, changes: object = {}) => ({
  ...{ data_type: 'blood_pressure', systolic, diastolic, unit: 'mm[Hg]', timestamp: at(0) },
  ...changes,
});
const record = (who: Who, patient: string, json: unknown, headers: Record<string, string> = {}) =>
  clinic.call(who, 'POST', `/patients/${patient}/biometrics`, { json, headers });
const list = (who: Who, patient: string, query: Record<string, string> = {}, headers: object = TREATMENT) =>
  clinic.call(who, 'GET', `/patients/${patient}/biometrics`, { query, headers: { ...headers } });

interface Listed {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly next_cursor?: string;
}
const listed = ({ json }: StackResponse): Listed => json as Listed;
const allPages = async (patient: string, query: Record<string, string>): Promise<readonly Listed['items'][]> => {
  const pages: Listed['items'][] = [];
  let cursor: string | undefined;
  do {
    const page = listed(await list('clinician', patient, { ...query, ...(cursor === undefined ? {} : { cursor }) }));
    pages.push(page.items);
    cursor = page.next_cursor;
  } while (cursor !== undefined);
  return pages;
};
const readingsOf = async (patient: string) =>
  (await clinic.itemsOf('biometrics')).filter(({ series }) => series?.S?.includes(patient));

describe('recording vital signs', () => {
  it.each([
    [heartRate(61), { value: 61, unit: '/min', loinc_code: '8867-4', original: { value: 61, unit: '/min' } }],
    [
      pressure(16, 10.5, { unit: 'kPa' }),
      { systolic: 120, diastolic: 78.8, unit: 'mm[Hg]', original: { systolic: 16, diastolic: 10.5, unit: 'kPa' } },
    ],
    [
      { data_type: 'temperature', value: 98.6, unit: '[degF]', timestamp: '2026-03-04T00:06:07.5-05:00' },
      { value: 37, unit: 'Cel', timestamp: '2026-03-04T05:06:07.500Z', original: { value: 98.6, unit: '[degF]' } },
    ],
    [
      { ...heartRate(), data_type: 'respiratory_rate', value: 14 },
      { value: 14, loinc_code: '9279-1' },
    ],
    [
      { ...heartRate(), data_type: 'oxygen_saturation', value: 97, unit: '%' },
      { value: 97, loinc_code: '2708-6' },
    ],
    [
      { ...heartRate(), data_type: 'body_weight', value: 150, unit: '[lb_av]' },
      { value: 68.039, unit: 'kg' },
    ],
    [
      { ...heartRate(), data_type: 'body_height', value: 70, unit: '[in_i]' },
      { value: 177.8, unit: 'cm' },
    ],
  ])(
    '%j: answers a receipt without the value, and shows it in its canonical unit and as it was sent',
    async (sent, shown) => {
      const patient = await clinic.patient();
      const response = await record('clinician', patient, sent);
      expect(response.status).toBe(201);
      expect(Object.keys(Object(response.json) as object).sort()).toEqual(
        ['created_at', 'data_type', 'id', 'loinc_code', 'patient_id', 'plausible', 'timestamp', 'unit'].sort(),
      );
      const page = listed(await list('clinician', patient));
      expect(page.items).toMatchObject([
        { id: member(response, 'id'), data_type: sent.data_type, plausible: true, ...shown },
      ]);
      expect(await clinic.eventsOf(response)).toMatchObject([
        {
          action: 'WRITE',
          resource_type: 'biometric',
          resource_id: member(response, 'id'),
          patient_id: patient,
          phi_fields_accessed: [sent.data_type],
          key_version: 1,
        },
      ]);
    },
  );

  it('keeps what is possible but not plausible, and marks it', async () => {
    const patient = await clinic.patient();
    const response = await record('clinician', patient, heartRate(288));
    expect([response.status, member(response, 'plausible')]).toEqual([201, 'false']);
    expect(listed(await list('clinician', patient)).items).toMatchObject([{ value: 288, plausible: false }]);
  });

  it.each<readonly [string, unknown, string]>([
    ['a number beyond its hard range', heartRate(401), 'value: out-of-range'],
    [
      'a saturation above 100 %',
      { ...heartRate(101), data_type: 'oxygen_saturation', unit: '%' },
      'value: out-of-range',
    ],
    [
      'a temperature that forgot its unit',
      { ...heartRate(98.6), data_type: 'temperature', unit: 'Cel' },
      'value: out-of-range',
    ],
    ['a unit of another type', heartRate(61, { unit: 'kg' }), 'unit: not-in-list'],
    ['a unit of none', heartRate(61, { unit: 'bpm' }), 'unit: not-in-list'],
    ['a number as text', heartRate(61, { value: '61' }), 'value: wrong-type'],
    ['no number', heartRate(61, { value: undefined }), 'value: required'],
    ['a pressure upside down', pressure(79, 121), 'diastolic: not-below-systolic'],
    ['a pressure of one number', pressure(121, 79, { diastolic: undefined }), 'diastolic: required'],
    ['a pressure with a value', pressure(121, 79, { value: 121 }), ': unknown-field'],
    ['another type', heartRate(61, { data_type: 'mood' }), 'data_type: not-in-list'],
    ['a time without an offset', heartRate(61, { timestamp: '2026-03-04T05:06:07' }), 'timestamp: invalid-format'],
    ['a day that is none', heartRate(61, { timestamp: '2026-02-29T05:06:07Z' }), 'timestamp: invalid-format'],
    ['a time before 1900', heartRate(61, { timestamp: '1899-12-31T23:59:59Z' }), 'timestamp: out-of-range'],
    ['a device with blanks', heartRate(61, { device_id: 'my watch' }), 'device_id: invalid-format'],
    ['a device of 65 characters', heartRate(61, { device_id: 'x'.repeat(65) }), 'device_id: invalid-format'],
  ])('refuses %s with 422 and stores nothing', async (_, json, problem) => {
    const patient = await clinic.patient();
    const response = await record('clinician', patient, json);
    expect([response.status, problemCode(response)]).toEqual([422, 'invalid-request']);
    const { errors } = Object(response.json) as { readonly errors: readonly { path: string; code: string }[] };
    expect(errors.map(({ path, code }) => `${path}: ${code}`)).toEqual([problem]);
    expect(await readingsOf(patient)).toEqual([]);
  });

  it('refuses a number that JSON can write and a double cannot hold', async () => {
    const patient = await clinic.patient();
    const body = JSON.stringify(heartRate()).replace('61', '1e999');
    const headers = { 'Content-Type': 'application/json' };
    const response = await clinic.call('clinician', 'POST', `/patients/${patient}/biometrics`, { body, headers });
    expect([response.status, problemCode(response)]).toEqual([422, 'invalid-request']);
  });

  it('allows for a device’s clock that runs five minutes ahead, and no more', async () => {
    const patient = await clinic.patient();
    const ahead = (ms: number) => heartRate(61, { timestamp: new Date(Date.now() + ms).toISOString() });
    expect((await record('clinician', patient, ahead(4 * MINUTE))).status).toBe(201);
    const response = await record('clinician', patient, ahead(6 * MINUTE));
    expect([response.status, response.text]).toEqual([422, expect.stringContaining('in-the-future') as unknown]);
  });
});

describe('readings of devices', () => {
  const cuff = { device_id: 'cuff:0451.A-7' };

  it('gets the first answer again for the same value, in whatever unit, with an event of its own', async () => {
    const patient = await clinic.patient();
    const first = await record('clinician', patient, pressure(120, 75, cuff));
    const again = await record('admin', patient, pressure(15.99864, 9.99915, { ...cuff, unit: 'kPa' }));
    expect([first.status, again.status]).toEqual([201, 201]);
    expect([first, again].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
    expect(again.json).toEqual(first.json);
    expect(await clinic.eventsOf(again)).toMatchObject([{ outcome: 'success', resource_id: member(first, 'id') }]);
    expect(await readingsOf(patient)).toHaveLength(1);
  });

  it('answers 409 to another value for the same time, and keeps the first', async () => {
    const patient = await clinic.patient();
    await record('clinician', patient, heartRate(61, cuff));
    const response = await record('clinician', patient, heartRate(62, cuff));
    expect([response.status, problemCode(response)]).toEqual([409, 'reading-conflict']);
    expect(await clinic.eventsOf(response)).toMatchObject([
      { outcome: 'failure', reason_code: 'reading-conflict', patient_id: patient },
    ]);
    expect(listed(await list('clinician', patient)).items).toMatchObject([{ value: 61 }]);
  });

  it('keeps readings of another device, type, time, or patient apart', async () => {
    const [patient, neighbour] = [await clinic.patient(), await clinic.patient()];
    const ids = [
      await record('clinician', patient, heartRate(61, cuff)),
      await record('clinician', patient, heartRate(61, { device_id: 'watch-2' })),
      await record('clinician', patient, heartRate(61, { ...cuff, timestamp: at(1) })),
      await record('clinician', patient, heartRate(61, { ...cuff, data_type: 'respiratory_rate' })),
      await record('clinician', neighbour, heartRate(61, cuff)),
    ].map((response) => member(response, 'id'));
    expect(new Set(ids).size).toBe(5);
    const { items } = listed(await list('clinician', patient, { data_type: 'heart_rate', to: at(0) }));
    expect(items.map(({ device_id }) => device_id).sort()).toEqual(['cuff:0451.A-7', 'watch-2']);
  });

  it('records one reading for ten twins, and each gets the same answer', async () => {
    const patient = await clinic.patient();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => record('clinician', patient, heartRate(61, cuff))),
    );
    const made = answers.filter(({ status }) => status === 201);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(made.length === 10 ? [201] : [201, 503]));
    expect(new Set(made.map(({ text }) => text)).size).toBe(1);
    expect(made.filter(({ headers }) => headers.get('idempotency-replayed') === null).length).toBeLessThanOrEqual(1);
    expect(await readingsOf(patient)).toHaveLength(1);
  });

  it('of ten who send different values for one time, one is recorded and no other is answered as if it were', async () => {
    const patient = await clinic.patient();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => record('clinician', patient, heartRate(60 + index, cuff))),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status === 409)) {
      expect(problemCode(answer)).toBe('reading-conflict');
    }
    expect(await readingsOf(patient)).toHaveLength(1);
  });

  it('finds out with a repeat what became of a reading whose answer was lost', async () => {
    const patient = await clinic.patient();
    const lost = {
      service: 'dynamodb',
      operation: 'TransactWriteItems',
      table: 'biometrics',
      error: 'lost_reply',
    } as const;
    await clinic.stack.faults.add({ ...lost, count: 0 });
    expect((await record('clinician', patient, heartRate(61, cuff))).status).toBe(503);
    await clinic.stack.faults.clear();
    const again = await record('clinician', patient, heartRate(61, cuff));
    expect(again.status).toBe(201);
    expect(await readingsOf(patient)).toHaveLength(1);
  });

  it('without a device, an Idempotency-Key does the same; without either, each is a reading', async () => {
    const patient = await clinic.patient();
    const key = { 'Idempotency-Key': randomUUID() };
    const [first, again] = [
      await record('clinician', patient, heartRate(), key),
      await record('clinician', patient, heartRate(), key),
    ];
    expect([again.json, again.headers.get('idempotency-replayed')]).toEqual([first.json, 'true']);
    const reused = await record('clinician', patient, heartRate(62), key);
    expect([reused.status, problemCode(reused)]).toEqual([422, 'idempotency-key-reused']);
    await record('clinician', patient, heartRate());
    expect(await readingsOf(patient)).toHaveLength(2);
  });
});

describe('listing vital signs', () => {
  it('pages over 125 readings of all types, newest first, each once; one event for each page', async () => {
    const patient = await clinic.patient();
    for (let start = 0; start < 125; start += 25) {
      await Promise.all(
        Array.from({ length: 25 }, (_, index) => {
          const minute = start + index;
          const changes = { timestamp: at(Math.floor(minute / 2)) };
          return record('clinician', patient, minute % 3 === 0 ? pressure(120, 80, changes) : heartRate(61, changes));
        }),
      );
    }
    const pages = await allPages(patient, { limit: '100' });
    expect(pages.map(({ length }) => length)).toEqual([100, 25]);
    const all = pages.flat();
    expect(new Set(all.map(({ id }) => id)).size).toBe(125);
    const times = all.map(({ timestamp }) => String(timestamp));
    expect(times).toEqual([...times].sort().reverse());
    expect((await allPages(patient, { limit: '100', data_type: 'blood_pressure' })).flat()).toHaveLength(42);
    const window = await allPages(patient, { data_type: 'heart_rate', from: at(10), to: at(19) });
    expect(window.flat().map(({ timestamp }) => timestamp)).not.toContain(at(20));
    expect(window.flat()).toHaveLength(20 - 7);
    expect((await allPages(patient, { from: '2026-03-05' })).flat()).toEqual([]);
    expect((await allPages(patient, { limit: '100', from: '2026-03-04', to: '2026-03-04' })).flat()).toHaveLength(125);

    const page = await list('clinician', patient, { limit: '2', data_type: 'heart_rate' });
    expect(await clinic.eventsOf(page)).toMatchObject([
      {
        action: 'READ',
        patient_id: patient,
        purpose: 'treatment',
        phi_fields_accessed: ['heart_rate'],
        key_version: 1,
      },
    ]);
    const cursor = listed(page).next_cursor ?? '';
    const others: readonly Record<string, string>[] = [
      { cursor },
      { cursor, data_type: 'blood_pressure' },
      { cursor: `${cursor.startsWith('A') ? 'B' : 'A'}${cursor.slice(1)}` },
    ];
    for (const query of others) {
      expect(problemCode(await list('clinician', patient, query))).toBe('invalid-cursor');
    }
    expect(problemCode(await list('clinician', await clinic.patient(), { cursor }))).toBe('invalid-cursor');
  }, 120_000);

  it('leaves no warning of the runtime in the log, however many calls it makes at once', async () => {
    const patient = await clinic.patient();
    await record('clinician', patient, heartRate());
    for (let page = 0; page < 3; page += 1) expect((await list('clinician', patient)).status).toBe(200);
    expect(clinic.stack.logLines().filter(({ level }) => level === 'WARN')).toEqual([]);
  });

  it('an empty list is an event that names no field', async () => {
    const response = await list('clinician', await clinic.patient());
    expect(response.json).toEqual({ items: [] });
    expect(await clinic.eventsOf(response)).toMatchObject([{ outcome: 'success', phi_fields_accessed: [] }]);
  });

  it('names the device among the fields of its event, where one was shown', async () => {
    const patient = await clinic.patient();
    await record('clinician', patient, heartRate(61, { device_id: 'watch-9' }));
    const [event] = await clinic.eventsOf(await list('clinician', patient));
    expect(event?.phi_fields_accessed).toEqual(['heart_rate', 'device_id']);
  });

  it('refuses a window that is the wrong way round', async () => {
    const response = await list('clinician', await clinic.patient(), { from: at(2), to: at(1) });
    expect([response.status, response.text]).toEqual([422, expect.stringContaining('before-from') as unknown]);
  });
});

describe('164.312(a)(1) who works with a patient’s vital signs', () => {
  it.each<readonly [Who, string, number, string]>([
    ['admin', 'admin of the tenant', 200, ''],
    ['clinician', 'clinician on the care team', 200, ''],
    ['clinician2', 'clinician of the tenant, not on the care team', 403, 'care-team-required'],
    ['developer', 'developer', 403, 'role-required'],
    ['auditor', 'auditor', 403, 'role-required'],
    ['otherAdmin', 'admin of another tenant', 404, 'not-found'],
    ['otherClinician', 'clinician of another tenant', 404, 'not-found'],
  ])('%s (%s) gets %i', async (who, _, status, code) => {
    const patient = await clinic.patient();
    await record('clinician', patient, heartRate(61, { device_id: 'watch-of-nobody' }));
    const responses = [await record(who, patient, heartRate(77)), await list(who, patient)];
    expect(responses.map((response) => response.status)).toEqual(status === 200 ? [201, 200] : [status, status]);
    if (status === 200) return;
    for (const response of responses) {
      expect([problemCode(response), response.text]).toEqual([code, expect.not.stringContaining('watch')]);
    }
    expect(await readingsOf(patient)).toHaveLength(1);
  });

  it('records a refusal under the patient who was asked for', async () => {
    const patient = await clinic.patient();
    expect(await clinic.eventsOf(await list('clinician2', patient))).toMatchObject([
      { patient_id: patient, outcome: 'denied', reason_code: 'care-team-required', phi_fields_accessed: [] },
    ]);
  });

  it.each([
    ['no purpose', {}, 403, 'purpose-required'],
    ['the purpose emergency without a grant', { 'X-Purpose-Of-Use': 'emergency' }, 403, 'purpose-required'],
    ['an unknown purpose', { 'X-Purpose-Of-Use': 'curiosity' }, 422, 'invalid-request'],
  ])('releases nothing with %s', async (_, headers, status, code) => {
    const response = await list('clinician', await clinic.patient(), {}, headers);
    expect([response.status, problemCode(response)]).toEqual([status, code]);
  });
});

describe('164.504(e) no BAA, no PHI: the category treatment', () => {
  it('records and shows nothing under an agreement that does not cover it', async () => {
    const root = await clinic.stack.token('root@platform.test');
    const json = baaTerms({ phi_categories: ['demographics', 'diagnosis', 'billing'] });
    const agreement = await clinic.stack.api('POST', '/hipaa/baa', { token: root, json });
    const covered_entity_id = member(agreement, 'covered_entity_id');
    const { first_name, last_name, date_of_birth } = syntheticPatient();
    const created = await clinic.stack.api('POST', '/patients', {
      ...{ token: root, json: { first_name, last_name, date_of_birth, covered_entity_id } },
    });
    expect(created.status).toBe(201);
    const path = `/patients/${member(created, 'id')}/biometrics`;
    const responses = [
      await clinic.stack.api('POST', path, { token: root, json: { ...heartRate(), covered_entity_id } }),
      await clinic.stack.api('GET', path, { token: root, headers: TREATMENT, query: { covered_entity_id } }),
    ];
    for (const response of responses) {
      expect([response.status, problemCode(response)]).toEqual([403, 'baa-category-missing']);
    }
    expect(await readingsOf(member(created, 'id'))).toEqual([]);
  });
});

describe('164.312(c)(1) integrity of stored readings', () => {
  const tamper = async (patient: string, expression: string, values: Record<string, AttributeValue>) => {
    const [item] = await readingsOf(patient);
    const { series, taken } = item ?? {};
    await clinic.database.send(
      new UpdateItemCommand({
        TableName: physicalTableName('biometrics'),
        Key: { series: series ?? { S: '' }, taken: taken ?? { S: '' } },
        UpdateExpression: expression,
        ...(expression.includes('#f') ? { ExpressionAttributeNames: { '#f': 'fields' } } : {}),
        ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
      }),
    );
  };
  const expectRefused = async (patient: string) => {
    const response = await list('clinician', patient);
    expect([response.status, problemCode(response)]).toEqual([500, 'record-integrity-failure']);
    expect(response.text).not.toContain('items');
    expect(await clinic.eventsOf(response)).toMatchObject([
      { patient_id: patient, outcome: 'failure', reason_code: 'record-integrity-failure', phi_fields_accessed: [] },
    ]);
  };

  it.each<readonly [string, string, Record<string, AttributeValue>]>([
    ['created_at', 'SET created_at = :v', { ':v': { S: at(9) } }],
    ['the value', 'SET #f.measurement = :v', { ':v': { B: Buffer.alloc(80, 7) } }],
    ['the device, which stands for the value', 'SET #f.measurement = #f.device_id', {}],
    ['the device, removed', 'REMOVE #f.device_id', {}],
    ['the header', 'SET header = :v', { ':v': { B: Buffer.alloc(65, 1) } }],
    ['the form of the item', 'REMOVE header', {}],
  ])(
    'answers 500, releases nothing, and records it, after %s was changed behind the API',
    async (_, expression, values) => {
      const patient = await clinic.patient();
      const device = heartRate(61, { device_id: 'd-1' });
      await record('clinician', patient, device);
      await tamper(patient, expression, values);
      await expectRefused(patient);
      // Nor is a repeat answered from such a row.
      expect(problemCode(await record('clinician', patient, device))).toBe('record-integrity-failure');
    },
  );

  it.each<readonly [string, (series: string, taken: string, other: string) => readonly [string, string]]>([
    ['another patient', (series, taken, other) => [series.replace(/#[^#]+#/, `#${other}#`), taken]],
    ['another type', (series, taken) => [series.replace('heart_rate', 'respiratory_rate'), taken]],
    ['another time', (series, taken) => [series, taken.replace(at(0), at(5))]],
    ['another id', (series, taken) => [series, taken.replace(/#.*/, `#${randomUUID()}`)]],
  ])('does not open a reading that was copied to %s', async (_, elsewhere) => {
    const [patient, other] = [await clinic.patient(), await clinic.patient()];
    await record('clinician', patient, heartRate());
    const [item = {}] = await readingsOf(patient);
    const [series, taken] = elsewhere(item.series?.S ?? '', item.taken?.S ?? '', other);
    const Item = { ...item, series: { S: series }, taken: { S: taken } };
    await clinic.database.send(new PutItemCommand({ TableName: physicalTableName('biometrics'), Item }));
    await expectRefused(series.includes(other) ? other : patient);
  });
});

describe('164.312(b) no audit, no PHI', () => {
  it('stores nothing and releases nothing while the audit table refuses the write', async () => {
    const patient = await clinic.patient();
    await record('clinician', patient, heartRate(61));
    await clinic.stack.faults.add({
      ...{ service: 'dynamodb', operation: '*', table: 'audit', error: 'AccessDeniedException', count: 0 },
    });
    const answers = [
      await record('clinician', patient, heartRate(62)),
      await record('clinician', patient, heartRate(62, { device_id: 'watch-1' })),
      await list('clinician', patient),
    ];
    await clinic.stack.faults.clear();
    for (const answer of answers) {
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
      expect(answer.text).not.toContain('items');
    }
    expect(await readingsOf(patient)).toHaveLength(1);
  });
});

describe('164.312(a)(2)(iv) encryption at rest', () => {
  it('leaves no planted value, unit as sent, or device in any table, nor in the log', async () => {
    const patient = await clinic.patient();
    const planted = { device_id: 'cuff-Zebulon-88471', value: 157.29163, unit: '[lb_av]', data_type: 'body_weight' };
    await record('clinician', patient, heartRate(0, planted));
    await record('clinician', patient, heartRate(0, planted));
    await record('clinician', patient, heartRate(0, { ...planted, value: 157.3 }));
    await record('clinician', patient, heartRate(0, { ...planted, device_id: 'Zebulon 88471' }));
    await record('clinician', patient, heartRate(0, { ...planted, value: 99157.29163 }));
    expect(listed(await list('clinician', patient)).items).toMatchObject([
      { value: 71.346, device_id: planted.device_id },
    ]);
    const stored = await clinic.everythingStored();
    for (const text of ['Zebulon', '88471', '157.29', '157.3', '71.346', 'lb_av']) {
      expect(stored.includes(text)).toBe(false);
    }
  });
});
