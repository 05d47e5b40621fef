import { randomUUID } from 'node:crypto';
import { attack, raw, stack, staged, statusIs, unless } from './attack-stage';
import { member } from '../../support/demo-clinic';
import { syntheticPatient } from '../../support/synthetic-patient';

const NAME = 'Idempotency keys stolen';

const create = async (user: string, key: string, json: object = syntheticPatient(), path = '/patients') =>
  stack().api('POST', path, { token: await staged().token(user), json, headers: { 'Idempotency-Key': key } });

describe('idempotency keys: each belongs to its tenant, caller, and route', () => {
  it('gives nobody the answer to another’s call, whoever uses the same key for the same body', async () => {
    const key = randomUUID();
    const mine = await create('admin@demo.test', key);
    expect(mine.status).toBe(201);
    const thieves = ['clinician@demo.test', 'admin@other.test', 'clinician@other.test'];
    const findings = await attack(
      NAME,
      thieves,
      (user) => `by ${user}`,
      async (user) => {
        const answer = await create(user, key);
        return {
          answer,
          wrong: [
            statusIs(answer, 201),
            unless(!answer.headers.has('idempotency-replayed'), 'is told of a repeat'),
            unless(member(answer, 'id') !== member(mine, 'id'), 'gets the object of another'),
          ],
        };
      },
    );
    expect(findings).toEqual([]);
  });

  it('keeps the keys of one route from another, and of one body from another', async () => {
    const key = randomUUID();
    const mine = await create('admin@demo.test', key);
    const manual = await create(
      'admin@demo.test',
      key,
      { action: 'READ', resource_type: 'document' },
      '/hipaa/audit-logs',
    );
    const cases = [
      { ...syntheticPatient(), notes: 'Another.' },
      { ...syntheticPatient(), covered_entity_id: stack().ready.covered_entities.a },
    ];
    const findings = await attack(
      NAME,
      cases,
      () => 'another body',
      async (json) => {
        const answer = await create('admin@demo.test', key, json);
        return {
          answer,
          recorded: true,
          wrong: [statusIs(answer, 422), unless(!answer.text.includes(member(mine, 'id')), 'tells the id')],
        };
      },
    );
    expect([manual.status, manual.headers.get('idempotency-replayed')]).toEqual([201, null]);
    expect(findings).toEqual([]);
  });

  it('takes 1 to 128 visible characters of ASCII, once, and repeats none of them', async () => {
    const token = await staged().token('admin@demo.test');
    const body = JSON.stringify(syntheticPatient());
    const request = (fields: readonly string[]): string =>
      [
        'POST /api/v1/patients HTTP/1.1',
        'Host: localhost',
        'Connection: close',
        `Authorization: Bearer ${token}`,
        'Content-Type: application/json',
        `Content-Length: ${Buffer.byteLength(body)}`,
        ...fields,
        '',
        body,
      ].join('\r\n');
    const keys: readonly (readonly [string, readonly string[]])[] = [
      ['129 characters', [`Idempotency-Key: ${'k'.repeat(129)}`]],
      ['8,000 characters', [`Idempotency-Key: ${'k'.repeat(8000)}`]],
      ['a space within', ['Idempotency-Key: planted 7741']],
      ['a tab within', ['Idempotency-Key: planted\t7741']],
      ['a NUL', ['Idempotency-Key: planted\0']],
      ['a bell', ['Idempotency-Key: planted\x07']],
      ['beyond ASCII', ['Idempotency-Key: planted\xe9']],
      ['twice', ['Idempotency-Key: planted7741', 'Idempotency-Key: planted7741']],
      ['twice, other spelling', ['Idempotency-Key: planted7741', 'IDEMPOTENCY-KEY: planted7742']],
      ['nothing', ['Idempotency-Key:']],
      ['white space alone', ['Idempotency-Key:   ']],
    ];
    const findings = await attack(
      NAME,
      keys,
      ([name]) => name,
      async ([, fields]) => {
        const answer = await raw(request(fields));
        return {
          answer,
          wrong: [statusIs(answer, 400, 422), unless(!answer.text.includes('planted'), 'repeats the key')],
        };
      },
    );
    expect(findings).toEqual([]);
  });
});
