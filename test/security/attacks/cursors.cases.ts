import { createHmac } from 'node:crypto';
import { attack, problemIs, stack, staged, statusIs, suite, unless } from './attack-stage';
import { ADMIN, ask, fill, LISTS, TREATMENT } from './cursor-lists';
import type { SeededRandom } from '../../support/phi-lines/random';
import { member } from '../../support/demo-clinic';
import { syntheticPatient } from '../../support/synthetic-patient';

const NAME = 'Cursors forged';

const flipped = (cursor: string, bit: number): string => {
  const bytes = Buffer.from(cursor, 'base64url');
  bytes.writeUInt8(bytes.readUInt8((bit >> 3) % bytes.length) ^ (1 << (bit & 7)), (bit >> 3) % bytes.length);
  return bytes.toString('base64url');
};

/** The position of a good cursor under a MAC of the attacker's. */
const signedAnew = (cursor: string): string => {
  const position = Buffer.from(cursor, 'base64url').subarray(32);
  return Buffer.concat([createHmac('sha256', '').update(position).digest(), position]).toString('base64url');
};

const forgeries = (cursor: string, random: SeededRandom): Readonly<Record<string, string>> => ({
  'a bit of the MAC': flipped(cursor, random.below(256)),
  'a bit of the position': flipped(cursor, 256 + random.below(64)),
  'another MAC': signedAnew(cursor),
  'no MAC': Buffer.from(cursor, 'base64url').subarray(32).toString('base64url'),
  'cut off': cursor.slice(0, -2),
  doubled: cursor + cursor,
  padded: `${cursor}==`,
  'a line break': `${cursor}\n`,
  'a NUL': `${cursor}\0`,
  empty: '',
  'a key of DynamoDB': JSON.stringify({ pk: { S: 'x' } }),
  'no base64': '../../../../etc/passwd',
});

let patient = '';
const lists = suite.sample('lists', LISTS, 2);
/** Whose cursors are tried at the others. */
const donors = LISTS.filter(({ name }) => suite.whole || name === 'listAuditLogs' || name === 'listPatients');

describe('cursors: a list takes its own alone', () => {
  beforeAll(async () => {
    patient = await fill(suite.whole ? LISTS : lists);
  });

  it.each(lists)('$name refuses every forged one as it refuses any other', async (list) => {
    const cursor = member(await ask(list, patient, {}), 'next_cursor');
    expect(cursor).toMatch(/^[\w-]{44,}$/);
    const findings = await attack(
      NAME,
      Object.entries(forgeries(cursor, suite.random(`bits of ${list.name}`))),
      ([name]) => `${list.name}, ${name}`,
      async ([, forged]) => {
        const answer = await ask(list, patient, { cursor: forged });
        return { answer, recorded: true, wrong: [problemIs(answer, 400, 'invalid-cursor')] };
      },
    );
    expect(findings).toEqual([]);
  });

  it.each(lists)('$name refuses those of other lists, other questions, and another covered entity', async (list) => {
    const others = await Promise.all(
      donors.map(async (other) => [other.name, member(await ask(other, patient, {}), 'next_cursor')] as const),
    );
    const own = member(await ask(list, patient, {}), 'next_cursor');
    const findings = await attack(
      NAME,
      others.filter(([name]) => name !== list.name),
      ([name]) => `${list.name} with that of ${name}`,
      async ([, cursor]) => {
        const answer = await ask(list, patient, { cursor });
        return { answer, recorded: true, wrong: [problemIs(answer, 400, 'invalid-cursor')] };
      },
    );
    const asked = Object.keys(list.other).length > 0 ? [list.other] : [];
    const questions = await attack(
      NAME,
      asked,
      () => `${list.name}, another question`,
      async (other) => {
        const answer = await ask(list, patient, { ...other, cursor: own });
        return { answer, recorded: true, wrong: [problemIs(answer, 400, 'invalid-cursor')] };
      },
    );
    const tenants = await attack(
      NAME,
      ['admin@other.test'],
      (user) => `${list.name} by ${user}`,
      async (user) => {
        const answer = await ask(list, patient, { cursor: own }, await staged().token(user));
        const problem =
          list.name === 'listBiometrics' ? statusIs(answer, 400, 404) : problemIs(answer, 400, 'invalid-cursor');
        return { answer, recorded: true, wrong: [problem, unless(!answer.text.includes(patient), 'shows a patient')] };
      },
    );
    expect([...findings, ...questions, ...tenants]).toEqual([]);
  });

  it('gives one clinician nothing through the cursor of another’s own patients', async () => {
    const clinician = 'clinician@demo.test';
    const token = await staged().token(clinician);
    for (const json of [syntheticPatient(), syntheticPatient()])
      await stack().api('POST', '/patients', { token, json });
    const [list] = LISTS.filter(({ name }) => name === 'listPatients');
    if (list === undefined) throw new Error('There is no list of patients.');
    const cursor = member(await ask(list, patient, { mine: 'true' }, token), 'next_cursor');
    const findings = await attack(
      NAME,
      ['clinician2@demo.test', ADMIN],
      (user) => `mine by ${user}`,
      async (user) => {
        const answer = await ask(list, patient, { mine: 'true', cursor }, await staged().token(user));
        return { answer, recorded: true, wrong: [problemIs(answer, 400, 'invalid-cursor')] };
      },
    );
    expect(findings).toEqual([]);
  });
});

describe('entity tags: a change names the version that it changes', () => {
  it('changes nothing for a tag that is weak, a list, a star, another spelling, or of another version', async () => {
    const token = await staged().token(ADMIN);
    const before = await stack().api('GET', `/patients/${patient}`, { token, headers: TREATMENT });
    expect(before.headers.get('etag')).toBe('"1"');
    const tags = [
      'W/"1"',
      '"1", "2"',
      '"2", "1"',
      '*',
      '1',
      "'1'",
      '"01"',
      '"1.0"',
      '"1e0"',
      '"0"',
      '"-1"',
      '""',
      '"2"',
      '"999999999999999"',
      '"1"x',
      '"１"',
      '"1" ; "1"',
      `"${'1'.repeat(300)}"`,
    ];
    const findings = await attack('Entity tags forged', tags, String, async (tag) => {
      const headers = { 'If-Match': Buffer.from(tag).toString('latin1') };
      const answer = await stack().api('PATCH', `/patients/${patient}`, {
        token,
        json: { phone: '+1 555 0199' },
        headers,
      });
      return { answer, recorded: true, wrong: [problemIs(answer, 412, 'precondition-failed')] };
    });
    const none = await stack().api('PATCH', `/patients/${patient}`, { token, json: { phone: '+1 555 0199' } });
    expect(none.status).toBe(428);
    const after = await stack().api('GET', `/patients/${patient}`, { token, headers: TREATMENT });
    expect([after.text, after.headers.get('etag')]).toEqual([before.text, '"1"']);
    expect(findings).toEqual([]);
  });
});
