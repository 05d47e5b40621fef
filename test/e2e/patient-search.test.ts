import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { patientFields } from '../../infra/local/demo/fhir-patient-fields';
import { physicalTableName, tableNames } from '../../infra/local/local-resources';
import { searchText } from '../../shared/domain/search-normalisation';
import { problemCode } from '../support/api-problem';
import { eventsOfRequest } from '../support/audit-log';
import { type LocalStack, startLocalStack } from '../support/local-stack';
import { rawClient, textsOf } from '../support/raw-table';
import type { StackResponse } from '../support/stack-request';

const TREATMENT = { 'X-Purpose-Of-Use': 'treatment' };

type Person = Readonly<Record<'first_name' | 'last_name' | 'date_of_birth' | 'mrn', string>>;

/** Synthea's patients of the seed, with their accents. */
const seed = readFileSync('infra/local/seed/patients.ndjson', 'utf8')
  .trim()
  .split('\n')
  .map((line): Person => {
    const fields = new Map(patientFields(line).fields);
    const of = (name: keyof Person) => fields.get(name) ?? '';
    return {
      first_name: of('first_name'),
      last_name: of('last_name'),
      date_of_birth: of('date_of_birth'),
      mrn: of('mrn'),
    };
  });

const invented: readonly Person[] = [
  { first_name: 'Niamh', last_name: 'O’Brien', date_of_birth: '1971-01-02', mrn: 'MRN-77/41.QX' },
  { first_name: 'Jürgen', last_name: 'Weiß', date_of_birth: '1971-01-02', mrn: 'MRN-7742' },
  { first_name: 'Anna', last_name: 'Smith-Jones', date_of_birth: '1988-08-08', mrn: 'MRN-7743' },
  { first_name: 'Søren', last_name: 'Smithson', date_of_birth: '1989-09-09', mrn: 'MRN-7744' },
];

const people = [...seed.slice(0, 21), ...invented];

let stack: LocalStack;
let tokens: Readonly<Record<'admin' | 'clinician' | 'clinician2' | 'developer' | 'auditor' | 'otherAdmin', string>>;
let database: DynamoDBClient;
const ids = new Map<Person, string>();

const idOf = (response: { readonly json: unknown }): string =>
  String(Reflect.get(Object(response.json) as object, 'id'));

const userIdOf = async (who: keyof typeof tokens): Promise<string> => {
  const { json } = await stack.api('GET', '/session', { token: tokens[who] });
  return String(Reflect.get(Object(json) as object, 'user_id'));
};

beforeAll(async () => {
  // The sequencer has transactions of its own, which would be counted.
  stack = await startLocalStack({ background: false });
  tokens = {
    admin: await stack.token('admin@demo.test'),
    clinician: await stack.token('clinician@demo.test'),
    clinician2: await stack.token('clinician2@demo.test'),
    developer: await stack.token('developer@demo.test'),
    auditor: await stack.token('auditor@demo.test'),
    otherAdmin: await stack.token('admin@other.test'),
  };
  database = rawClient(stack);
  for (const person of people) {
    ids.set(person, idOf(await stack.api('POST', '/patients', { token: tokens.admin, json: person })));
  }
});
afterAll(async () => {
  database.destroy();
  await stack.stop();
});

const search = (who: keyof typeof tokens, json: object, headers: Record<string, string> = TREATMENT) =>
  stack.api('POST', '/patients/search', { token: tokens[who], json, headers });
const itemsOf = ({ json }: StackResponse) =>
  (json as { readonly items: readonly { readonly id: string }[]; readonly next_cursor?: string }).items;
const cursorOf = ({ json }: StackResponse): string | undefined =>
  (json as { readonly next_cursor?: string }).next_cursor;
const eventsOf = (response: StackResponse) =>
  eventsOfRequest(stack, tokens.auditor, response.headers.get('x-request-id'));
const idsOf = (wanted: (person: Person) => boolean): readonly string[] =>
  people
    .filter(wanted)
    .map((person) => ids.get(person) ?? '')
    .sort();
const lastName = (name: string) => idsOf(({ last_name }) => last_name === name);
const found = async (who: keyof typeof tokens, json: object): Promise<readonly string[]> =>
  itemsOf(await search(who, json)).map(({ id }) => id);

describe('search: what finds whom', () => {
  it.each<readonly [string, object, () => readonly string[]]>([
    ['a last name', { last_name: 'Montañez' }, () => lastName('Montañez')],
    ['without its accent', { last_name: 'montanez' }, () => lastName('Montañez')],
    ['in upper case', { last_name: 'TREVIÑO' }, () => lastName('Treviño')],
    ['with another apostrophe', { last_name: "o'brien" }, () => lastName('O’Brien')],
    ['without its apostrophe', { last_name: 'OBRIEN' }, () => lastName('O’Brien')],
    ['without its hyphen', { last_name: 'smithjones' }, () => lastName('Smith-Jones')],
    ['with ss for ß', { last_name: 'WEISS' }, () => lastName('Weiß')],
    ['a first name with o for ø', { first_name: 'soren' }, () => idsOf(({ first_name }) => first_name === 'Søren')],
    ['a date of birth', { date_of_birth: '1971-01-02' }, () => idsOf((each) => each.date_of_birth === '1971-01-02')],
    ['a number in another form', { mrn: 'mrn 7741qx' }, () => lastName('O’Brien')],
    ['a name that only begins so, without prefix', { last_name: 'Smith' }, () => []],
    [
      'a prefix',
      { last_name: 'smi', prefix: true },
      () => [...lastName('Smith-Jones'), ...lastName('Smithson')].sort(),
    ],
    ['a prefix of more than six', { last_name: 'smith-jo', prefix: true }, () => lastName('Smith-Jones')],
    ['a prefix of two names', { last_name: 'smi', first_name: 'Sør', prefix: true }, () => lastName('Smithson')],
    ['a prefix beside a date', { last_name: 'wei', date_of_birth: '1971-01-02', prefix: true }, () => lastName('Weiß')],
    ['two that do not meet', { last_name: 'Weiß', date_of_birth: '1971-01-03' }, () => []],
    [
      'all four',
      { last_name: 'weiss', first_name: 'jurgen', date_of_birth: '1971-01-02', mrn: 'mrn7742' },
      () => lastName('Weiß'),
    ],
    ['nobody', { last_name: 'Nobody' }, () => []],
  ])('%s', async (_, words, wanted) => {
    const response = await search('admin', words);
    expect(response.status).toBe(200);
    expect(itemsOf(response).map(({ id }) => id)).toEqual(wanted());
    expect(cursorOf(response)).toBeUndefined();
  });

  it('answers the public view alone', async () => {
    const response = await search('admin', { last_name: 'weiss' });
    expect(itemsOf(response).map((item) => Object.keys(item).sort())).toEqual([['created_at', 'id', 'status']]);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('recall: every whole name and every prefix of 3 or more finds its patient, and nobody whose name is another', async () => {
    for (const person of people.filter((_, at) => at % 3 === 0)) {
      const compared = searchText(person.last_name);
      const lengths = Array.from({ length: Math.max(0, Array.from(compared).length - 2) }, (_, at) => at + 3);
      expect(await found('admin', { last_name: person.last_name })).toEqual(
        idsOf(({ last_name }) => searchText(last_name) === compared),
      );
      for (const length of lengths) {
        const prefix = Array.from(compared).slice(0, length).join('');
        expect(await found('admin', { last_name: prefix, prefix: true })).toEqual(
          idsOf(({ last_name }) => searchText(last_name).startsWith(prefix)),
        );
      }
    }
  });

  it('finds all, page by page, each once; a cursor that was given to another search is refused', async () => {
    const words = { first_name: 'mar', prefix: true, limit: 1 };
    const wanted = idsOf(({ first_name }) => searchText(first_name).startsWith('mar'));
    expect(wanted.length).toBeGreaterThan(2);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await search('admin', cursor === undefined ? words : { ...words, cursor });
      seen.push(...itemsOf(page).map(({ id }) => id));
      cursor = cursorOf(page);
      if (cursor === undefined) continue;
      const bytes = Buffer.from(cursor, 'base64url').toString('latin1');
      for (const text of ['mar', ...wanted]) expect(bytes).not.toContain(text);
      const strangers = [
        await search('admin', { first_name: 'mari', prefix: true, limit: 1, cursor }),
        await search('admin', { first_name: 'mar', cursor }),
        await search('clinician', { ...words, cursor }),
        await search('otherAdmin', { ...words, cursor }),
        await search('admin', { ...words, cursor: `${cursor.slice(0, -2)}AA` }),
      ];
      expect(strangers.map((each) => [each.status, problemCode(each)])).toEqual(
        strangers.map(() => [400, 'invalid-cursor']),
      );
    } while (cursor !== undefined);
    expect(seen).toEqual(wanted);
  });

  it('follows a change: the new name finds, the old one no longer', async () => {
    const person = { first_name: 'Temporary', last_name: 'Beforehand', date_of_birth: '1990-01-01', mrn: 'T-1' };
    const id = idOf(await stack.api('POST', '/patients', { token: tokens.admin, json: person }));
    const change = { last_name: 'Afterwards', first_name: 'Permanent', date_of_birth: '1990-01-02', mrn: null };
    const headers = { 'If-Match': '"1"' };
    const { status } = await stack.api('PATCH', `/patients/${id}`, { token: tokens.admin, json: change, headers });
    expect(status).toBe(200);
    for (const gone of [{ last_name: 'Beforehand' }, { first_name: 'temp', prefix: true }, { mrn: 'T-1' }]) {
      expect(await found('admin', gone)).toEqual([]);
    }
    for (const now of [{ last_name: 'Afterwards' }, { first_name: 'perm', prefix: true }]) {
      expect(await found('admin', now)).toEqual([id]);
    }
    const entries = (await scan('patient-index')).filter((item) => item.patient_id?.S === id);
    // Five of each name and one of the date.
    expect(entries).toHaveLength(11);
  });
});

const scan = async (name: (typeof tableNames)[number]) => {
  const items = [];
  for await (const { Items = [] } of paginateScan({ client: database }, { TableName: physicalTableName(name) })) {
    items.push(...Items);
  }
  return items;
};

describe('164.312(a)(1) who finds whom', () => {
  it('a clinician finds the patients on whose care team they are, and nobody else', async () => {
    const team = lastName('Smithson');
    const user = await userIdOf('clinician');
    expect(await found('clinician', { last_name: 'smi', prefix: true })).toEqual([]);
    await stack.api('PUT', `/patients/${String(team[0])}/care-team/${user}`, { token: tokens.admin });
    expect(await found('clinician', { last_name: 'smi', prefix: true })).toEqual(team);
    expect(await found('clinician2', { last_name: 'smi', prefix: true })).toEqual([]);
    await stack.api('DELETE', `/patients/${String(team[0])}/care-team/${user}`, { token: tokens.admin });
    expect(await found('clinician', { last_name: 'smi', prefix: true })).toEqual([]);
  });

  it('another covered entity finds nobody of this one', async () => {
    expect(await found('otherAdmin', { last_name: 'weiss' })).toEqual([]);
    const theirs = await stack.api('POST', '/patients', { token: tokens.otherAdmin, json: invented[1] });
    expect(await found('otherAdmin', { last_name: 'weiss' })).toEqual([idOf(theirs)]);
    expect(await found('admin', { last_name: 'weiss' })).toEqual(lastName('Weiß'));
  });

  it.each(['developer', 'auditor'] as const)('%s: 403', async (who) => {
    const response = await search(who, { last_name: 'weiss' });
    expect([response.status, problemCode(response)]).toEqual([403, 'role-required']);
  });

  it('nobody without a purpose', async () => {
    const response = await search('admin', { last_name: 'weiss' }, {});
    expect([response.status, problemCode(response)]).toEqual([403, 'purpose-required']);
  });
});

describe('164.312(a)(2)(ii) the emergency search', () => {
  it.each([
    ['by number', { mrn: 'mrn-7742' }],
    ['by name and date of birth', { last_name: 'Weiss', date_of_birth: '1971-01-02' }],
  ])('tells a clinician the id of a stranger, %s, and marks the event and a metric', async (_, words) => {
    const [id = ''] = lastName('Weiß');
    const response = await search('clinician2', { ...words, emergency: true });
    expect(response.json).toEqual({ items: [{ id }] });
    expect(await eventsOf(response)).toMatchObject([
      { patient_id: id, outcome: 'success', reason_code: 'emergency-search', phi_fields_accessed: Object.keys(words) },
    ]);
    expect(stack.logText()).toContain('EmergencySearch');
  });

  it('marks the event of one that finds nobody', async () => {
    const [event, ...more] = await eventsOf(await search('clinician2', { mrn: 'none', emergency: true }));
    expect([event?.reason_code, event?.patient_id, more]).toEqual(['emergency-search', undefined, []]);
  });

  it('answers five ids at most, and no cursor, whatever the limit', async () => {
    const twin = { first_name: 'A', last_name: 'Sextuplet', date_of_birth: '2001-01-01' };
    for (let n = 0; n < 6; n += 1) await stack.api('POST', '/patients', { token: tokens.admin, json: twin });
    for (const limit of [undefined, 1, 100]) {
      const words = { last_name: 'sextuplet', date_of_birth: '2001-01-01', emergency: true, limit };
      const { json } = await search('clinician2', words);
      expect((json as { readonly items: readonly unknown[] }).items).toHaveLength(5);
      expect(Object.keys(Object(json) as object)).toEqual(['items']);
    }
  });

  it('is a clinician’s alone', async () => {
    const response = await search('admin', { mrn: 'mrn-7742', emergency: true });
    expect([response.status, problemCode(response)]).toEqual([403, 'role-required']);
    expect(await eventsOf(response)).toMatchObject([{ outcome: 'denied', reason_code: 'role-required' }]);
  });

  it.each<readonly [object, string, string]>([
    [{ last_name: 'Weiss' }, 'emergency', 'mrn-or-name-and-birth-required'],
    [{ date_of_birth: '1971-01-02' }, 'emergency', 'mrn-or-name-and-birth-required'],
    [{ mrn: 'mrn-7742', prefix: true }, 'prefix', 'not-in-emergency'],
  ])('refuses %j', async (words, path, code) => {
    const response = await search('clinician', { ...words, emergency: true });
    expect(response.json).toMatchObject({ status: 422, errors: [{ path, code }] });
  });
});

describe('wrong searches', () => {
  it.each<readonly [object, string, string]>([
    [{}, '', 'criterion-required'],
    [{ last_name: 'wé', prefix: true }, 'last_name', 'too-short'],
    [{ last_name: 'w-e', prefix: true }, 'last_name', 'too-short'],
    [{ last_name: '...' }, 'last_name', 'too-short'],
    [{ last_name: '' }, 'last_name', 'too-short'],
    [{ last_name: ['Weiß'] }, 'last_name', 'wrong-type'],
    [{ date_of_birth: '1971' }, 'date_of_birth', 'invalid-format'],
    [{ mrn: '*' }, 'mrn', 'invalid-format'],
    [{ last_name: 'Weiß', limit: 101 }, 'limit', 'out-of-range'],
    [{ last_name: 'Weiß', prefix: 'yes' }, 'prefix', 'wrong-type'],
    [{ ssn: '999-12-3456' }, '', 'unknown-field'],
  ])('%j: 422 with path and code, never the value', async (words, path, code) => {
    const response = await search('admin', words);
    expect(response.status).toBe(422);
    expect((response.json as { readonly errors: unknown }).errors).toContainEqual({ path, code });
    for (const value of Object.values(words)) {
      if (typeof value === 'string' && value.length > 3) expect(response.text).not.toContain(value);
    }
  });
});

describe('164.312(b) what a search leaves behind', () => {
  it('an event for each patient found, of one request, in one transaction', async () => {
    const before = await stack.callCounts();
    const response = await search('admin', { last_name: 'smi', prefix: true });
    const calls = (await stack.callCounts()).dynamodb?.TransactWriteItems ?? 0;
    expect(calls - (before.dynamodb?.TransactWriteItems ?? 0)).toBe(1);
    const events = await eventsOf(response);
    expect(events.map(({ patient_id }) => patient_id).sort()).toEqual(itemsOf(response).map(({ id }) => id));
    for (const event of events) {
      expect(event).toMatchObject({
        operation: 'searchPatients',
        action: 'READ',
        purpose: 'treatment',
        phi_fields_accessed: ['last_name'],
        key_version: 1,
        outcome: 'success',
      });
    }
  });

  it('one event without a patient where nobody was found', async () => {
    const events = await eventsOf(await search('admin', { last_name: 'Nobody', mrn: 'none' }));
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ phi_fields_accessed: ['last_name', 'mrn'], outcome: 'success' });
    expect(events[0]).not.toHaveProperty('patient_id');
  });

  it('tells nothing while the audit table refuses the write', async () => {
    const fault = { service: 'dynamodb', operation: '*', table: 'audit', error: 'AccessDeniedException' } as const;
    await stack.faults.add({ ...fault, count: 0 });
    const response = await search('admin', { last_name: 'weiss' });
    await stack.faults.clear();
    expect(response.status).toBe(503);
    expect(response.text).not.toContain(lastName('Weiß')[0]);
  });

  it('one event of the index key, with ids alone', async () => {
    const { json } = await stack.api('GET', '/hipaa/audit-logs', {
      token: tokens.auditor,
      query: { resource_type: 'index_key' },
    });
    expect((json as { readonly items: readonly unknown[] }).items).toMatchObject([
      { operation: 'provisionIndexKey', actor_scope: 'system', user_id: 'system', outcome: 'success' },
    ]);
  });
});

describe('guarantee 5: words of a search stand nowhere', () => {
  it('in no table, and not in the log: as they were typed, or as they are compared', async () => {
    const canary = `Zyx${randomUUID().slice(0, 8)}`;
    await search('admin', { last_name: canary });
    await search('admin', { last_name: canary, limit: 0 });
    await search('clinician', { mrn: canary, emergency: true });
    const planted = [canary, searchText(canary)].concat(
      people.flatMap(({ last_name, mrn, date_of_birth }) =>
        [last_name, searchText(last_name), mrn, searchText(mrn), date_of_birth].filter((text) => text.length > 4),
      ),
    );
    const raw = [stack.logText()];
    for (const name of tableNames) {
      raw.push(...textsOf(await scan(name)));
    }
    for (const text of planted) for (const stored of raw) expect(stored.includes(text)).toBe(false);
  });
});
