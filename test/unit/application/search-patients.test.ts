import fc from 'fast-check';
import * as blindIndex from '../../../shared/crypto/blind-index';
import { patchPatient } from '../../../shared/application/patch-patient';
import { readPatient } from '../../../shared/application/show-patient';
import { searchText } from '../../../shared/domain/search-normalisation';
import { Plaintext } from '../../../shared/domain/plaintext';
import { StoredRecordError } from '../../../shared/ports/errors';
import type { StoredPatient } from '../../../shared/ports/patient-store';
import { phiCall } from '../../support/memory-custody';
import { SearchBench } from '../../support/search-bench';
import { ENTITY_A, tenantAdmin, USER } from '../../support/synthetic-parties';

jest.mock('../../../shared/crypto/blind-index', () => {
  const actual = jest.requireActual<typeof blindIndex>('../../../shared/crypto/blind-index');
  return { ...actual, meetsAll: jest.fn(actual.meetsAll) };
});
/** Sees each candidate that was opened, and with which fields. */
const meets = jest.mocked(blindIndex.meetsAll);

const nurse = tenantAdmin({ roles: ['clinician'] });
const person = (last_name: string, first_name = 'Tomasina') => ({ last_name, first_name, date_of_birth: '1984-02-29' });

let bench: SearchBench;
beforeEach(() => {
  bench = new SearchBench();
  meets.mockClear();
});
afterEach(() => jest.restoreAllMocks());

/** Two names whose exact entries are the same: among 65,536 entries a few hundred names have such a pair. */
const collidingNames = async (): Promise<readonly [string, string]> => {
  const key = await bench.indexKeyring.provide(ENTITY_A);
  const seen = new Map<string, string>();
  for (let n = 0; n < 65_537; n += 1) {
    const name = `surname${n}`;
    const entry = blindIndex.entryOfCriterion(key, { field: 'last_name', form: 'exact', text: Plaintext.of(name) });
    const other = seen.get(entry);
    if (other !== undefined) return [other, name];
    seen.set(entry, name);
  }
  throw new Error('more names than entries, and none shared');
};

/** Puts a patient under entries that are not theirs: the index table, changed behind the API. */
const replaceIndex = async (id: string, change: (patient: StoredPatient) => Partial<StoredPatient>) => {
  const patient = await bench.patients.find(ENTITY_A, id);
  if (patient === undefined) throw new Error('nobody');
  bench.patients.replacement(patient, { ...patient, ...change(patient) }).apply();
};

describe('the re-check: what the index supposes, the record decides', () => {
  it('tells two names apart whose truncated MACs are the same', async () => {
    const [one, two] = await collidingNames();
    const [first, second] = [await bench.put(person(one)), await bench.put(person(two))];
    expect(await bench.found({ last_name: one })).toEqual([first]);
    expect(meets).toHaveBeenCalledTimes(2);
    expect(await bench.found({ last_name: two })).toEqual([second]);
  });

  it('records nobody who was opened and did not meet the criteria', async () => {
    const [one, two] = await collidingNames();
    const second = await bench.put(person(two));
    const before = bench.audit.events.length;
    expect(await bench.found({ last_name: one })).toEqual([]);
    const events = bench.audit.events.slice(before);
    expect(events.map(({ patient_id, phi_fields_accessed }) => [patient_id, phi_fields_accessed])).toEqual([
      [undefined, ['last_name']],
    ]);
    expect(JSON.stringify(events)).not.toContain(second);
  });

  it('finds nobody whom somebody put under an entry of another one', async () => {
    const [mine, theirs] = [await bench.put(person('Quackenbush')), await bench.put(person('Larkspur'))];
    const wanted = await bench.patients.find(ENTITY_A, mine);
    await replaceIndex(theirs, () => ({ index: wanted?.index ?? [] }));
    expect(await bench.found({ last_name: 'quackenbush' })).toEqual([mine]);
  });

  it('opens the fields of the criteria alone', async () => {
    await bench.put({ ...person('Quackenbush'), notes: 'a note' });
    await bench.search({ last_name: 'quackenbush', date_of_birth: '1984-02-29' });
    expect(meets.mock.calls.map(([fields]) => [...fields.keys()])).toEqual([['last_name', 'date_of_birth']]);
  });

  it('releases nothing of a search that meets a record that was changed behind the API', async () => {
    const id = await bench.put(person('Quackenbush'));
    await replaceIndex(id, () => ({ status: 'inactive' }));
    const before = bench.audit.events.length;
    await expect(bench.search({ last_name: 'quackenbush' })).rejects.toThrow(StoredRecordError);
    expect(bench.audit.events).toHaveLength(before);
  });

  it('law: every name and every prefix of 3 or more finds its patients, and nobody else', async () => {
    const letters = fc.constantFrom(...Array.from('aábßøłñz’- 한가がΣ𐐀'));
    const names = fc.array(fc.string({ unit: letters, minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(names, async (drawn) => {
        bench = new SearchBench();
        const people = await Promise.all(
          drawn.map(async (name) => ({ text: searchText(name), name, id: await bench.put(person(name)) })),
        );
        const of = (wanted: (text: string) => boolean) =>
          people
            .filter(({ text }) => wanted(text))
            .map(({ id }) => id)
            .sort();
        for (const { name, text } of people.filter((each) => each.text !== '')) {
          expect(await bench.found({ last_name: name })).toEqual(of((other) => other === text));
          const characters = Array.from(text);
          for (let length = 3; length <= characters.length; length += 1) {
            const prefix = characters.slice(0, length).join('');
            const wanted = of((other) => Array.from(other).slice(0, length).join('') === prefix);
            expect(await bench.found({ last_name: prefix, prefix: true })).toEqual(wanted);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('164.312(a)(1) a clinician’s search', () => {
  const admit = (patient_id: string) =>
    bench.careTeams
      .admission({ covered_entity_id: ENTITY_A, patient_id, user_id: USER, since: '2026-03-04T05:06:07.008Z' })
      .apply();

  it('reads no record but those of the care team', async () => {
    const [mine] = await Promise.all(['a', 'b', 'c'].map(() => bench.put(person('Quackenbush'))));
    admit(mine ?? '');
    const read = jest.spyOn(bench.patients, 'findAll');
    expect(await bench.found({ last_name: 'quackenbush' }, nurse)).toEqual([mine]);
    expect(read.mock.calls).toEqual([[ENTITY_A, [mine]]]);
  });

  it('finds everybody of a care team that one call cannot read, call after call', async () => {
    // Two lists share 900 ids: 450 each.
    const team = Array.from({ length: 1000 }, (_, n) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`);
    team.forEach(admit);
    const id = await bench.put(person('Quackenbush'));
    admit(id);
    const seen: string[] = [];
    let cursor: string | undefined;
    let calls = 0;
    do {
      const page = await bench.search({ last_name: 'quackenbush', ...(cursor === undefined ? {} : { cursor }) }, nurse);
      seen.push(...page.items.map((item) => item.id));
      cursor = page.next_cursor;
      calls += 1;
    } while (cursor !== undefined);
    expect([seen, calls]).toEqual([[id], 3]);
  });
});

describe('the bounds of a call', () => {
  it('reads at most 100 records, and says that the list goes on', async () => {
    const ids = await Promise.all(Array.from({ length: 120 }, () => bench.put(person('Quackenbush'))));
    const read = jest.spyOn(bench.patients, 'findAll');
    const first = await bench.search({ last_name: 'quackenbush', limit: 100 });
    const second = await bench.search({ last_name: 'quackenbush', limit: 100, cursor: first.next_cursor ?? '' });
    expect(read.mock.calls.map(([, each]) => each.length)).toEqual([100, 20]);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual([...ids].sort());
    expect(second.next_cursor).toBeUndefined();
  });

  it('opens no more than the page needs', async () => {
    await Promise.all(Array.from({ length: 9 }, () => bench.put(person('Quackenbush'))));
    expect((await bench.search({ last_name: 'quackenbush', limit: 3 })).items).toHaveLength(3);
    expect(meets).toHaveBeenCalledTimes(3);
  });

  it('has at most 12 entries a patient, and a change of all of them within one transaction', async () => {
    const id = await bench.put({ ...person('Abcdefgh', 'Ijklmnop'), mrn: 'M-1' });
    const before = await bench.patients.find(ENTITY_A, id);
    expect(before?.index.length).toBeLessThanOrEqual(12);
    expect(before?.index.length).toBeGreaterThan(10);
    const reads = await readPatient(bench, { tree: ENTITY_A, patient_id: id, user_id: USER });
    const change = { last_name: 'Qrstuvwx', first_name: 'Yzabcdef', date_of_birth: '1999-09-09', mrn: 'N-2' };
    await patchPatient(bench, phiCall({ expected_version: 1, action: 'WRITE' }), reads, change);
    const after = await bench.patients.find(ENTITY_A, id);
    expect(after?.index.length).toBeLessThanOrEqual(12);
    expect(await bench.found({ last_name: 'abcdefgh' })).toEqual([]);
    expect(await bench.found({ last_name: 'qrstuvwx', mrn: 'n2' })).toEqual([id]);
  });

  it('finds nobody where nothing was ever indexed, makes no key for it, and takes no cursor', async () => {
    expect((await bench.search({ last_name: 'quackenbush' })).items).toEqual([]);
    expect(await bench.indexKeys.find(ENTITY_A)).toBeUndefined();
    await expect(bench.search({ last_name: 'quackenbush', cursor: 'AAAA' })).rejects.toThrow('invalid-cursor');
  });

  it('counts emergency searches that were answered, and no others', async () => {
    await bench.put({ ...person('Quackenbush'), mrn: 'M-1' });
    await bench.search({ mrn: 'm1' }, nurse);
    await expect(bench.search({ mrn: 'm1', emergency: true })).rejects.toThrow('role-required');
    expect(bench.emergencies).toBe(0);
    expect((await bench.search({ mrn: 'm1', emergency: true }, nurse)).items).toHaveLength(1);
    expect(bench.emergencies).toBe(1);
  });
});
