import { createSecretKey } from 'node:crypto';
import { isMacOf, macOf } from '../../shared/crypto/hmac';
import { blocks, bytes, hex, wycheproof, type WycheproofTest } from './vector-files';

interface MacVector {
  readonly key: string;
  readonly msg: string;
  readonly tag: string;
}

const compute = ({ key, msg }: MacVector): Uint8Array => macOf(createSecretKey(bytes(key)), bytes(msg));
const verify = ({ key, msg, tag }: MacVector): boolean => isMacOf(createSecretKey(bytes(key)), bytes(msg), bytes(tag));

describe('HMAC-SHA-256, Wycheproof: what signs and verifies cursors', () => {
  const all = wycheproof('hmac_sha256') as readonly WycheproofTest<MacVector & { readonly tagSize: number }>[];
  const whole = all.filter(({ tagSize }) => tagSize === 256);
  const truncated = all.filter(({ tagSize }) => tagSize !== 256);

  it('has its 87 cases of whole tags, and 87 of truncated ones', () => {
    expect([whole.length, truncated.length]).toEqual([87, 87]);
  });

  it.each(whole)('finds $tcId $comment $result', (vector) => {
    expect(verify(vector)).toBe(vector.result === 'valid');
    expect(hex(compute(vector)) === vector.tag).toBe(vector.result === 'valid');
  });

  it('computes the truncated ones and accepts none of them', () => {
    for (const vector of truncated) {
      const computed = hex(compute(vector).subarray(0, vector.tag.length / 2));
      expect(computed === vector.tag).toBe(vector.result === 'valid');
      expect(verify(vector)).toBe(false);
    }
  });
});

describe('HMAC-SHA-256, RFC 4231: what signs and verifies cursors', () => {
  const vectors = blocks('nist/rfc-4231-sha256.txt', 'Len').map((block) => {
    const [key = '', msg = '', tag = ''] = ['Key', 'Msg', 'MD'].map((name) => block.get(name));
    return { key, msg, tag };
  });

  it('has its six published cases', () => {
    expect(vectors).toHaveLength(6);
  });

  it.each(vectors)('computes $tag', (vector) => {
    expect(hex(compute(vector))).toBe(vector.tag);
    expect(verify(vector)).toBe(true);
  });
});
