import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFernetToken } from '../../infra/local/legacy/make-fernet-token';
import { type FernetKey, openFernet, parseFernetKey } from '../../shared/crypto/fernet';
import { revealPlaintext } from '../../shared/domain/plaintext';

interface Vector {
  readonly desc?: string;
  readonly token: string;
  readonly now: string;
  readonly ttl_sec?: number;
  readonly iv?: readonly number[];
  readonly src?: string;
  readonly secret: string;
}

const vectors = (name: string): readonly Vector[] =>
  JSON.parse(readFileSync(join(__dirname, 'fernet', `${name}.json`), 'utf8')) as readonly Vector[];

const keyOf = ({ secret }: Vector): FernetKey => {
  const key = parseFernetKey(secret);
  if (key === undefined) throw new Error('The vector has no key.');
  return key;
};

const open = (vector: Vector): string | undefined => {
  const opened = openFernet(vector.token, { keys: [keyOf(vector)], ttlSeconds: vector.ttl_sec }, new Date(vector.now));
  return opened && revealPlaintext(opened);
};

describe('Fernet, the specification’s vectors: what legacy tokens are opened with', () => {
  it('are one to make, one that opens, and eight that must not', () => {
    expect(['generate', 'verify', 'invalid'].map((name) => vectors(name).length)).toEqual([1, 1, 8]);
  });

  it.each(vectors('generate'))('makes $token, with the pieces that open', (vector) => {
    const { src = '', now, iv = [] } = vector;
    expect(makeFernetToken(keyOf(vector), src, new Date(now), Uint8Array.from(iv))).toBe(vector.token);
    expect(open(vector)).toBe(src);
  });

  it.each(vectors('verify'))('opens $token', (vector) => {
    expect(open(vector)).toBe(vector.src);
  });

  it.each(vectors('invalid'))('refuses: $desc', (vector) => {
    expect(open(vector)).toBeUndefined();
  });
});
