import { createSecretKey } from 'node:crypto';
import { hkdf } from '../../shared/crypto/hkdf';
import { blocks, bytes, wycheproof, type WycheproofTest } from './vector-files';

interface HkdfVector {
  readonly ikm: string;
  readonly salt: string;
  readonly info: string;
  readonly size: number;
  readonly okm: string;
}

const derive = ({ ikm, salt, info, size }: HkdfVector): string =>
  hkdf(createSecretKey(bytes(ikm)), bytes(salt), bytes(info), size).toString('hex');

describe('HKDF-SHA-256, Wycheproof: what derives', () => {
  const all = wycheproof('hkdf_sha256') as readonly WycheproofTest<HkdfVector>[];

  it('has its 86 cases', () => {
    expect(all).toHaveLength(86);
  });

  it.each(all.filter(({ result }) => result === 'valid'))('derives $tcId $comment, $size bytes', (vector) => {
    expect(derive(vector)).toBe(vector.okm);
  });

  it.each(all.filter(({ result }) => result !== 'valid'))('refuses $tcId $comment, $size bytes', (vector) => {
    expect(() => derive(vector)).toThrow('Invalid key length');
  });
});

describe('HKDF-SHA-256, RFC 5869: what derives', () => {
  const vectors = blocks('nist/rfc-5869-HKDF-SHA256.txt', 'COUNT').map((block) => {
    const [ikm = '', salt = '', info = '', okm = ''] = ['IKM', 'salt', 'info', 'OKM'].map((name) => block.get(name));
    return { ikm, salt, info, okm, size: Number(block.get('L')) };
  });

  it('has its three published cases', () => {
    expect(vectors).toHaveLength(3);
  });

  it.each(vectors)('derives $okm', (vector) => {
    expect(derive(vector)).toBe(vector.okm);
  });
});
