import fc from 'fast-check';
import { decryptValue } from '../../../shared/application/decrypt-value';
import { encryptValue } from '../../../shared/application/encrypt-value';
import type { PhiCall } from '../../../shared/application/call';
import { Plaintext } from '../../../shared/domain/plaintext';
import type { PhiCategory } from '../../../shared/domain/phi-category';
import { isAudited } from '../../../shared/ports/audit-trail';
import { MemoryCustody, phiCall } from '../../support/memory-custody';
import { MINUTE } from '../../support/movable-clock';
import { ENTITY_B, OTHER_REGION, PATIENT } from '../../support/synthetic-parties';
import { anyText } from '../../support/any-text';

const CONTEXT = { patient_id: PATIENT, field: 'notes' };
const VALUE = 'Invented note: Maria Invented, 900-12-3456';
const INTEGRITY = { refused: 'phi-integrity-failure' };

interface Sealing {
  readonly call?: PhiCall;
  readonly context?: Readonly<Record<string, string>>;
  readonly category?: PhiCategory;
}

const sealed = async (custody: MemoryCustody, value: string, sealing: Sealing = {}): Promise<string> => {
  const { call = phiCall(), context = CONTEXT, category } = sealing;
  const { body } = await encryptValue(custody, call, { value: Plaintext.of(value), context, category });
  return body.ciphertext;
};

const opened = async (custody: MemoryCustody, ciphertext: string, context = CONTEXT, call = phiCall()) => {
  const result = await decryptValue(custody, call, { ciphertext, context });
  return isAudited(result) ? result.body : result;
};

describe('164.312(c)(1) integrity: a token opens as it was sealed, or it is one refusal', () => {
  it('gives back the value', async () => {
    const custody = new MemoryCustody();
    expect(await opened(custody, await sealed(custody, VALUE, { category: 'diagnosis' }))).toEqual({ value: VALUE });
  });

  it('refuses every single changed bit of the token', async () => {
    const custody = new MemoryCustody();
    const token = await sealed(custody, 'bits', { category: 'diagnosis' });
    const raw = Buffer.from(token.slice(7), 'base64url');
    const events = custody.audit.events.length;
    for (let bit = 0; bit < raw.length * 8; bit += 1) {
      const changed = Buffer.from(raw);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(await opened(custody, `phi.v1.${changed.toString('base64url')}`)).toEqual(INTEGRITY);
    }
    expect(custody.audit.events).toHaveLength(events);
  });

  it('refuses every truncation of the token', async () => {
    const custody = new MemoryCustody();
    const token = await sealed(custody, 'cut');
    for (let length = 0; length < token.length; length += 1) {
      expect(await opened(custody, token.slice(0, length))).toEqual(INTEGRITY);
    }
  });

  it('refuses any other text', async () => {
    const custody = new MemoryCustody();
    const text = fc.oneof(
      anyText(),
      fc.base64String().map((body) => `phi.v1.${body}`),
    );
    await fc.assert(fc.asyncProperty(text, async (junk) => expect(await opened(custody, junk)).toEqual(INTEGRITY)));
    expect(custody.audit.events).toEqual([]);
  });

  it.each([
    ['another context value', { ...CONTEXT, field: 'other' }],
    ['a pair less', { patient_id: PATIENT }],
    ['a pair more', { ...CONTEXT, more: '' }],
  ])('refuses %s', async (_, context) => {
    const custody = new MemoryCustody();
    const token = await sealed(custody, VALUE);
    const result = await decryptValue(custody, phiCall(), { ciphertext: token, context });
    expect(result).toEqual(INTEGRITY);
  });

  it('refuses another tenant’s token exactly as an unreadable one', async () => {
    const custody = new MemoryCustody();
    const token = await sealed(custody, VALUE);
    await sealed(custody, VALUE, { call: phiCall({ tree: ENTITY_B }) });
    expect(await opened(custody, token, CONTEXT, phiCall({ tree: ENTITY_B }))).toEqual(INTEGRITY);
  });

  it('refuses a token that was moved to another Region', async () => {
    const custody = new MemoryCustody();
    class ElsewhereCustody extends MemoryCustody {
      override readonly region = OTHER_REGION;
      override readonly keys = custody.keys;
      override readonly wrapping = custody.wrapping;
    }
    const token = await sealed(custody, VALUE);
    expect(await opened(new ElsewhereCustody(), token)).toEqual(INTEGRITY);
    expect(await opened(custody, token)).toEqual({ value: VALUE });
  });
});

describe('guarantee 1: no audit, no PHI', () => {
  it('releases nothing and rejects when the audit trail is down', async () => {
    const custody = new MemoryCustody();
    const token = await sealed(custody, VALUE);
    custody.audit.available = false;
    const refusal = decryptValue(custody, phiCall(), { ciphertext: token, context: CONTEXT });
    await expect(refusal).rejects.toMatchObject({ name: 'DependencyUnavailableError', dependency: 'audit' });
    await expect(refusal).rejects.not.toMatchObject({ message: expect.stringContaining('Maria') });
  });

  it('gives no ciphertext away when the audit trail is down', async () => {
    const custody = new MemoryCustody();
    await sealed(custody, VALUE);
    custody.audit.available = false;
    await expect(sealed(custody, VALUE)).rejects.toMatchObject({ dependency: 'audit' });
  });

  it('fails closed when KMS is down: no fallback', async () => {
    const custody = new MemoryCustody();
    const token = await sealed(custody, VALUE);
    custody.wrapping.available = false;
    const { audit, clock, randomness, region } = custody;
    const cold = { audit, clock, randomness, region, keyring: custody.instance() };
    await expect(decryptValue(cold, phiCall(), { ciphertext: token, context: CONTEXT })).rejects.toMatchObject({
      dependency: 'kms',
    });
  });
});

describe('164.312(b) audit controls: the event of a release', () => {
  it.each([undefined, 'billing'] as const)(
    'says who opened what of whom, why, and under which key (%s)',
    async (category) => {
      const custody = new MemoryCustody();
      const token = await sealed(custody, VALUE, { category });
      custody.clock.advance(MINUTE);
      await opened(custody, token);
      const call = phiCall();
      expect(custody.audit.events.at(-1)).toEqual({
        id: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/) as unknown,
        recorded_at: '2026-03-10T12:01:00.000Z',
        request_id: call.request_id,
        source: 'system',
        covered_entity_id: call.tree,
        user_id: call.actor.user_id,
        roles: ['admin'],
        session_id: call.actor.session_id,
        actor_scope: 'tenant',
        action: 'READ',
        operation: 'decryptValue',
        resource_type: 'value',
        patient_id: PATIENT,
        phi_fields_accessed: ['value'],
        phi_category: category,
        purpose: 'treatment',
        baa_id: call.grant.baa.id,
        baa_state: 'active',
        key_version: 1,
        outcome: 'success',
        status_code: 200,
        ip_address: '192.0.2.10',
        user_agent: 'curl 8',
        duration_ms: MINUTE,
        retention_years: 6,
      });
    },
  );

  it('holds no PHI value, no context, and no ciphertext, whatever they are', async () => {
    const custody = new MemoryCustody();
    const secret = anyText({ minLength: 8, maxLength: 60 }).map((text) => `§${text}§`);
    await fc.assert(
      fc.asyncProperty(secret, secret, async (value, hint) => {
        const context = { patient_id: PATIENT, field: hint };
        const before = custody.audit.events.length;
        const token = await sealed(custody, value, { context });
        expect(await opened(custody, token, context)).toEqual({ value });
        expect(await opened(custody, token, { ...context, field: value })).toEqual(INTEGRITY);
        const written = JSON.stringify(custody.audit.events.slice(before));
        const inner = JSON.stringify([value, hint]).slice(2, -2).split('","');
        expect([...inner, token].filter((each) => written.includes(each))).toEqual([]);
      }),
    );
  });
});
