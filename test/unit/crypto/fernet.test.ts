import fc from 'fast-check';
import { makeFernetToken, newFernetKey } from '../../../infra/local/legacy/make-fernet-token';
import { type FernetKey, isFernetToken, openFernet, parseFernetKey } from '../../../shared/crypto/fernet';
import { revealPlaintext } from '../../../shared/domain/plaintext';
import { after, NOON } from '../../support/movable-clock';
import { anyText } from '../../support/any-text';

const SECOND = 1000;

const newKey = (): FernetKey => {
  const key = parseFernetKey(newFernetKey());
  if (key === undefined) throw new Error('no key');
  return key;
};
const [newest, older, foreign] = [newKey(), newKey(), newKey()];

const open = (token: string, keys = [newest, older], now = NOON, ttlSeconds?: number): string | undefined => {
  const opened = openFernet(token, { keys, ttlSeconds }, now);
  return opened && revealPlaintext(opened);
};

describe('legacy Fernet tokens', () => {
  it('open under any of several keys, and under no other', () => {
    for (const key of [newest, older]) expect(open(makeFernetToken(key, 'Jane Roe', NOON))).toBe('Jane Roe');
    expect(open(makeFernetToken(foreign, 'Jane Roe', NOON))).toBeUndefined();
    expect(open(makeFernetToken(newest, 'Jane Roe', NOON), [])).toBeUndefined();
  });

  it('give any text back, the empty one too', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        const token = makeFernetToken(newest, text, NOON);
        expect([isFernetToken(token), open(token)]).toEqual([true, text]);
      }),
    );
  });

  it('do not open with any one character changed', () => {
    const token = makeFernetToken(newest, 'synthetic', NOON);
    for (let index = 0; index < token.length; index += 1) {
      const changed = token.slice(0, index) + (token[index] === 'A' ? 'B' : 'A') + token.slice(index + 1);
      expect(open(changed)).toBeUndefined();
    }
  });

  it.each([
    ['without its padding', (token: string) => token.replace(/=+$/, '')],
    ['with white space', (token: string) => ` ${token}`],
    ['in the other base64 alphabet', (token: string) => token.replaceAll('-', '+').replaceAll('_', '/')],
    ['cut short', (token: string) => token.slice(0, -4)],
    ['prolonged', (token: string) => `${token}AAAA`],
  ])('do not open %s', (_, change) => {
    const tokens = Array.from({ length: 20 }, () => makeFernetToken(newest, 'x'.repeat(50), NOON));
    const changed = tokens.map((token) => [token, change(token)] as const).filter(([before, now]) => before !== now);
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.filter(([, token]) => open(token) !== undefined)).toEqual([]);
  });

  it.each([
    ['at its last second', 60, 60, true],
    ['one second later', 61, 60, false],
    ['at any age without a time to live', 10 ** 8, undefined, true],
    ['a minute ahead', -60, 60, true],
    ['more than a minute ahead', -61, 60, false],
    ['more than a minute ahead, without a time to live', -61, undefined, false],
  ])('%s: %i seconds old, time to live %s: opens %s', (_, age, ttl, opens) => {
    const token = makeFernetToken(newest, 'x', after(NOON, -age * SECOND));
    expect(open(token, [newest], NOON, ttl)).toBe(opens ? 'x' : undefined);
  });

  it('do not open where they hold no UTF-8', () => {
    expect(open(makeFernetToken(newest, Uint8Array.of(0xff, 0xfe), NOON))).toBeUndefined();
  });
});

describe('Fernet keys', () => {
  it.each([
    ['31 bytes', Buffer.alloc(31).toString('base64')],
    ['33 bytes', Buffer.alloc(33).toString('base64')],
    ['no padding', newFernetKey().replace('=', '')],
    ['not base64', '%'.repeat(44)],
    ['empty', ''],
  ])('are refused: %s', (_, text) => {
    expect(parseFernetKey(text)).toBeUndefined();
  });
});
