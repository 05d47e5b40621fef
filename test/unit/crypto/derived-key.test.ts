import { createSecretKey, hkdfSync } from 'node:crypto';
import { commitsTo, deriveKey } from '../../../shared/crypto/derived-key';

const keyOf = (bytes: Uint8Array) => createSecretKey(bytes);

describe('the derived key of a tenant key and a salt', () => {
  const tenantKey = keyOf(Buffer.alloc(32, 7));
  const salt = Buffer.alloc(16, 9);

  it('is the first 32 bytes of HKDF with the format version as info, the commitment the next 32', () => {
    const okm = Buffer.from(hkdfSync('sha256', Buffer.alloc(32, 7), salt, Buffer.from('phi.v1'), 64));
    const { key, commitment } = deriveKey(tenantKey, salt);
    expect(key.export().equals(okm.subarray(0, 32))).toBe(true);
    expect(Buffer.from(commitment).equals(okm.subarray(32))).toBe(true);
  });

  it.each([
    ['salt', tenantKey, Buffer.alloc(16, 10)],
    ['tenant key', keyOf(Buffer.alloc(32, 8)), salt],
  ])('is another, with another commitment, for another %s', (_, otherKey, otherSalt) => {
    const [one, other] = [deriveKey(tenantKey, salt), deriveKey(otherKey, otherSalt)];
    expect(one.key.equals(other.key)).toBe(false);
    expect(commitsTo(one, other.commitment)).toBe(false);
  });

  it('is the same again for the same salt, on every instance', () => {
    expect(deriveKey(tenantKey, salt).key.equals(deriveKey(keyOf(Buffer.alloc(32, 7)), salt).key)).toBe(true);
  });

  it('never shows the key as its commitment', () => {
    const { key, commitment } = deriveKey(tenantKey, salt);
    expect(key.export().equals(commitment)).toBe(false);
  });
});

describe('the commitment to one key', () => {
  const derived = deriveKey(keyOf(Buffer.alloc(32, 7)), Buffer.alloc(16, 9));

  it('accepts itself', () => {
    expect(commitsTo(derived, Uint8Array.from(derived.commitment))).toBe(true);
  });

  it('refuses every single changed bit', () => {
    for (let bit = 0; bit < 256; bit += 1) {
      const changed = Buffer.from(derived.commitment);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(commitsTo(derived, changed)).toBe(false);
    }
  });

  it.each([0, 31, 33])('refuses %i bytes instead of throwing', (length) => {
    const bytes = Buffer.concat([derived.commitment, Buffer.alloc(1)]).subarray(0, length);
    expect(commitsTo(derived, bytes)).toBe(false);
  });
});
