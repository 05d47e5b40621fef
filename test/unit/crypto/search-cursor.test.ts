import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { openSearchCursor, sealSearchCursor } from '../../../shared/crypto/search-cursor';
import { PATIENT } from '../../support/synthetic-parties';

const key = createSecretKey(randomBytes(32));
const BINDING = ['tenant', 'entity', '', 'criteria'];
const seal = (position = PATIENT) => sealSearchCursor(key, BINDING, position, randomBytes(12));

describe('the cursor of a search', () => {
  it('gives its position back to the same search', () => {
    fc.assert(fc.property(fc.uuid(), (id) => openSearchCursor(key, BINDING, seal(id)) === id));
  });

  it('shows nothing of its position, and is another one each time', () => {
    const [one, two] = [seal(), seal()];
    expect(Buffer.from(one, 'base64url').toString('latin1')).not.toContain(PATIENT.slice(0, 8));
    expect(one).not.toBe(two);
  });

  it.each([
    ['another tenant', ['other', 'entity', '', 'criteria']],
    ['other criteria', ['tenant', 'entity', '', 'others']],
    ['pieces cut elsewhere', ['tenant', 'entity', 'c', 'riteria']],
  ])('is none for %s', (_, binding) => {
    expect(openSearchCursor(key, binding, seal())).toBeUndefined();
  });

  it('is none under another key', () => {
    expect(openSearchCursor(createSecretKey(randomBytes(32)), BINDING, seal())).toBeUndefined();
  });

  it('is none with any byte changed, cut off, or added', () => {
    const bytes = Buffer.from(seal(), 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(openSearchCursor(key, BINDING, changed.toString('base64url'))).toBeUndefined();
      expect(openSearchCursor(key, BINDING, bytes.subarray(0, at).toString('base64url'))).toBeUndefined();
    }
    expect(openSearchCursor(key, BINDING, `${seal()}AA`)).toBeUndefined();
    expect(openSearchCursor(key, BINDING, `${seal()}=`)).toBeUndefined();
    expect(openSearchCursor(key, BINDING, 'no cursor')).toBeUndefined();
  });
});
