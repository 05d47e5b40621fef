import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { formatCursor, parseCursor } from '../../../shared/crypto/cursor';
import { ENTITY_A, ENTITY_B } from '../../support/synthetic-parties';
import { anyText } from '../../support/any-text';

const key = createSecretKey(Buffer.alloc(32, 1));
const BINDING = ['audit-logs', ENTITY_A];
const POSITION = '2026-03-10/01JNXW8Z9QK4V7T2M5R8B3C6D1';
const cursor = formatCursor(key, BINDING, POSITION);

const position = anyText({ minLength: 1, maxLength: 60 });
const binding = fc.array(anyText({ maxLength: 20 }), { maxLength: 4 });

describe('a cursor serves the list that gave it out', () => {
  it('gives its position back, whatever that is', () => {
    fc.assert(
      fc.property(binding, position, (list, at) => {
        expect(parseCursor(key, list, formatCursor(key, list, at))).toBe(at);
      }),
    );
  });

  it('is made of characters that need no escape in a URL', () => {
    expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
  });
});

describe('a cursor that this list did not give out is refused', () => {
  const raw = Buffer.from(cursor, 'base64url');
  const forged = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

  it.each([
    ['nothing', ''],
    ['a plain position', Buffer.from(POSITION).toString('base64url')],
    ['random bytes', randomBytes(80).toString('base64url')],
    ['a MAC of zeros', forged(Buffer.concat([Buffer.alloc(32), Buffer.from(POSITION)]))],
    ['a MAC without a position', forged(raw.subarray(0, 32))],
    ['one byte less', forged(raw.subarray(0, -1))],
    ['one byte more', forged(Buffer.concat([raw, Buffer.from('x')]))],
    ['another position under its MAC', forged(Buffer.concat([raw.subarray(0, 32), Buffer.from('2020-01-01')]))],
    ['padding', `${cursor}=`],
    ['a space', `${cursor} `],
    ['a line break within', `${cursor.slice(0, 10)}\n${cursor.slice(10)}`],
    ['standard base64', `${cursor.slice(0, -1)}+`],
    ['not base64 at all', '%%%%'],
  ])('%s', (_, text) => {
    expect(parseCursor(key, BINDING, text)).toBeUndefined();
  });

  it.each([
    ['tenant', ['audit-logs', ENTITY_B]],
    ['list', ['patients', ENTITY_A]],
    ['order of what it is bound to', [ENTITY_A, 'audit-logs']],
    ['number of filters', ['audit-logs', ENTITY_A, '']],
    ['nothing it is bound to', []],
    ['binding run together', [`audit-logs${ENTITY_A}`]],
  ])('another %s', (_, other) => {
    expect(parseCursor(key, other, cursor)).toBeUndefined();
  });

  it('another deployment’s key', () => {
    expect(parseCursor(createSecretKey(Buffer.alloc(32, 2)), BINDING, cursor)).toBeUndefined();
  });

  it('every single changed bit', () => {
    for (let bit = 0; bit < raw.length * 8; bit += 1) {
      const changed = Buffer.from(raw);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(parseCursor(key, BINDING, forged(changed))).toBeUndefined();
    }
  });

  it('every other spelling of the same bytes', () => {
    const last = cursor.slice(-1);
    const spellings = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')
      .filter((character) => character !== last)
      .map((character) => `${cursor.slice(0, -1)}${character}`);
    expect(spellings.map((text) => parseCursor(key, BINDING, text))).toEqual(spellings.map(() => undefined));
  });

  it('any binding but its own', () => {
    fc.assert(
      fc.property(binding, binding, position, (own, other, at) => {
        const same = JSON.stringify(own) === JSON.stringify(other);
        expect(parseCursor(key, other, formatCursor(key, own, at))).toBe(same ? at : undefined);
      }),
    );
  });
});
