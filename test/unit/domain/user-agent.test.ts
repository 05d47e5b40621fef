import fc from 'fast-check';
import { userAgentProduct } from '../../../shared/domain/user-agent';
import { anyText } from '../../support/any-text';

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';

describe('164.312(b) audit controls: the user agent is a word of a closed list', () => {
  it.each([
    ['Edge 126', `Mozilla/5.0 (Windows NT 10.0) ${WEBKIT} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.2592.87`],
    ['Chrome 126', `Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} Chrome/126.0.0.0 Safari/537.36`],
    ['Chrome 120', `Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} HeadlessChrome/120.0.1 Safari/537.36`],
    ['Firefox 128', 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'],
    ['Safari 17', 'Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4.1 Safari/605.1.15'],
    ['Safari 17', 'Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1'],
    ['curl 8', 'curl/8.7.1'],
    ['axios 1', 'axios/1.7.2'],
    ['python-requests 2', 'python-requests/2.32.3'],
    ['okhttp 4', 'okhttp/4.12.0'],
    ['node', 'node'],
    ['node', 'undici'],
    ['node 20', 'node/20'],
    ['other', 'Mozilla/5.0'],
    ['other', 'my curl/8.7.1'],
    ['other', 'Maria Garcia 123-45-6789'],
    ['other', '\u0000'],
  ])('%s', (product, header) => {
    expect(userAgentProduct(header)).toBe(product);
  });

  it.each([undefined, ''])('says nothing where there is no header (%j)', (header) => {
    expect(userAgentProduct(header)).toBeUndefined();
  });

  it('looks no further than 512 characters', () => {
    expect(userAgentProduct(`${' '.repeat(400)}Firefox/128`)).toBe('Firefox 128');
    expect(userAgentProduct(`${' '.repeat(512)}Firefox/128`)).toBe('other');
  });

  const NAMES = ['Edge', 'Chrome', 'Firefox', 'Safari', 'curl', 'axios', 'python-requests', 'okhttp', 'node', 'other'];
  const CLOSED = new RegExp(`^(?:${NAMES.join('|')})(?: \\d{1,4})?$`);
  const fragment = fc.oneof(
    anyText(),
    fc.constantFrom('Edg/', 'Chrome/', 'Firefox/', 'Version/', ' Safari/', 'curl/', 'node/', 'Mobile/x ', ' ', '.'),
    fc.nat().map(String),
  );
  const header = fc.array(fragment, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''));

  it('never repeats anything else, whatever a caller sends', () => {
    fc.assert(
      fc.property(header, (text) => text === '' || CLOSED.test(userAgentProduct(text) ?? '')),
      { numRuns: 2000 },
    );
  });

  it.each(['Chrome/123456789', 'curl/123456789'])(
    'takes a number that is no major version for none, instead of cutting it: %s',
    (text) => {
      expect(userAgentProduct(text)).not.toContain('1234');
    },
  );
});
