import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import * as z from 'zod';
import { readingIdOf } from '../../../shared/crypto/reading-id';

const key = createSecretKey(randomBytes(32));
const identity = {
  covered_entity_id: 'entity',
  patient_id: 'patient',
  device_id: 'cuff-7',
  data_type: 'heart_rate',
  timestamp: '2026-03-04T05:06:07.008Z',
};

describe('the id of a device’s reading', () => {
  it('is a UUID of version 8 (RFC 9562), the same each time', () => {
    const id = readingIdOf(key, identity);
    expect(z.uuidv4().safeParse(id).success).toBe(false);
    expect(z.uuid({ version: 'v8' }).safeParse(id).success).toBe(true);
    expect(readingIdOf(key, { ...identity })).toBe(id);
  });

  it.each(Object.keys(identity))('is another one with another %s', (name) => {
    expect(readingIdOf(key, { ...identity, [name]: 'other' })).not.toBe(readingIdOf(key, identity));
  });

  it('is another one under another key: nobody without the key can try device ids', () => {
    expect(readingIdOf(createSecretKey(randomBytes(32)), identity)).not.toBe(readingIdOf(key, identity));
  });

  it('keeps its pieces apart, whatever they hold', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (a, b, c) => {
        const one = readingIdOf(key, { ...identity, patient_id: `${a}${b}`, device_id: c });
        const other = readingIdOf(key, { ...identity, patient_id: a, device_id: `${b}${c}` });
        expect(one).not.toBe(other);
      }),
    );
  });
});
