import { createSecretKey } from 'node:crypto';
import { openBytes, sealBytes } from '../../shared/crypto/aead';
import { blocks, bytes, hex, wycheproof, type WycheproofTest } from './vector-files';

interface GcmVector {
  readonly key: string;
  readonly iv: string;
  readonly aad: string;
  readonly msg: string;
  readonly ct: string;
  readonly tag: string;
}

interface GcmGroup {
  readonly keySize: number;
  readonly ivSize: number;
  readonly tagSize: number;
}

const seal = ({ key, iv, aad, msg }: GcmVector) =>
  sealBytes(createSecretKey(bytes(key)), bytes(iv), [bytes(aad)], bytes(msg));

const open = ({ key, iv, aad, ct, tag }: GcmVector) =>
  openBytes(createSecretKey(bytes(key)), { nonce: bytes(iv), ciphertext: bytes(ct), tag: bytes(tag) }, [bytes(aad)]);

const all = wycheproof('aes_gcm') as readonly WycheproofTest<GcmGroup & GcmVector>[];
const isOurs = ({ keySize, ivSize, tagSize }: GcmGroup): boolean => keySize === 256 && ivSize === 96 && tagSize === 128;
const ours = all.filter(isOurs);
const others = all.filter((vector) => !isOurs(vector));

describe('AES-256-GCM, Wycheproof: what seals and opens', () => {
  it('has its 66 cases of our sizes, and 250 of others', () => {
    expect([ours.length, others.length]).toEqual([66, 250]);
  });

  it.each(ours.filter(({ result }) => result === 'valid'))('seals and opens $tcId $comment', (vector) => {
    const sealed = seal(vector);
    expect([hex(sealed.ciphertext), hex(sealed.tag)]).toEqual([vector.ct, vector.tag]);
    expect(hex(open(vector))).toBe(vector.msg);
  });

  it.each(ours.filter(({ result }) => result !== 'valid'))('refuses $tcId $comment', (vector) => {
    expect(open(vector)).toBeUndefined();
  });

  it('refuses every other size of key, nonce, and tag, valid or not', () => {
    for (const vector of others) {
      expect(() => seal(vector)).toThrow(/^A nonce has 12 bytes|^Invalid key length/);
      expect(open(vector)).toBeUndefined();
    }
  });

  it('gives the same for an AAD in parts', () => {
    for (const { key, iv, aad, msg, ct, tag } of ours.filter(({ result }) => result === 'valid')) {
      const whole = bytes(aad);
      const parts = [whole.subarray(0, whole.length >> 1), whole.subarray(whole.length >> 1)];
      const sealed = sealBytes(createSecretKey(bytes(key)), bytes(iv), parts, bytes(msg));
      expect([hex(sealed.ciphertext), hex(sealed.tag)]).toEqual([ct, tag]);
    }
  });
});

const nist = (name: string) =>
  blocks(`nist/${name}256.iv96.tag128.rsp`, 'Count').map((block) => {
    const part = (field: string): string => block.get(field) ?? '';
    const [key, iv, aad, msg, ct, tag] = ['Key', 'IV', 'AAD', 'PT', 'CT', 'Tag'].map(part);
    return { vector: { key, iv, aad, msg, ct, tag } as GcmVector, fails: block.has('FAIL') };
  });

describe('AES-256-GCM, NIST CAVP: what seals and opens', () => {
  const encrypt = nist('gcmEncryptExtIV');
  const decrypt = nist('gcmDecrypt');

  it('has its cases, failing ones among them', () => {
    expect([encrypt.length, decrypt.length]).toEqual([375, 375]);
    expect(decrypt.filter(({ fails }) => fails).length).toBeGreaterThan(100);
  });

  it('seals every case of gcmEncryptExtIV256 as published', () => {
    for (const { vector } of encrypt) {
      const sealed = seal(vector);
      expect([hex(sealed.ciphertext), hex(sealed.tag)]).toEqual([vector.ct, vector.tag]);
      expect(hex(open(vector))).toBe(vector.msg);
    }
  });

  it('opens every case of gcmDecrypt256 that is valid, and no other', () => {
    for (const { vector, fails } of decrypt) expect(hex(open(vector))).toBe(fails ? undefined : vector.msg);
  });
});
