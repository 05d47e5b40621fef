import { Has as HasOf, hasOnly as hasOnlyOf } from './char-sets';
import { LONGEST_PLAIN } from './line';

// Read through an import, each would cost a call where modules are loaded one by one.
const Has = HasOf;
const hasOnly = hasOnlyOf;

const BASE64 = /^[A-Za-z0-9+/_-]{16,}={0,2}$/;
/** How a picture or a recording begins in base64. */
const PICTURE = /^(?:\/9j\/|iVBORw0KGgo|R0lGOD|UklGR|Qk0|SUkqAA|TU0AKg|AAAA[A-Z]GZ0eX|Rk1S)/;

/** Text is what is letters, digits, and punctuation almost throughout. */
const isText = (bytes: Buffer): boolean => {
  let printable = 0;
  for (const byte of bytes) {
    if ((byte >= 32 && byte < 127) || byte === 10 || byte === 13 || byte === 9) printable += 1;
    else if (byte < 32 || byte === 127) return false;
  }
  if (bytes.length < 6) return false;
  return printable === bytes.length || (printable * 4 >= bytes.length && !bytes.toString('utf8').includes('\ufffd'));
};

/** What programs on Windows write: UTF-16LE, of which every second byte is 0 where the text is ASCII. */
const wideText = (bytes: Buffer): string | undefined => {
  if (bytes[1] !== 0 || bytes.length % 2 === 1) return undefined;
  for (let place = 1; place < bytes.length; place += 2) if (bytes[place] !== 0) return undefined;
  const text = bytes.toString('utf16le');
  return isText(Buffer.from(text)) ? text : undefined;
};

/** Few runs begin with a letter that such a form begins with: that is asked first. */
export const isPicture = (text: string): boolean =>
  text.length >= 24 && '/iRUQSTA'.includes(text.charAt(0)) && PICTURE.test(text);

const SEXTETS = /* @__PURE__ */ (() => {
  const sextets = new Uint8Array(128);
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  for (let sextet = 0; sextet < 64; sextet += 1) sextets[letters.charCodeAt(sextet)] = sextet;
  // Of base64url.
  sextets.set([62], 45);
  sextets.set([63], 95);
  return sextets;
})();

/** Controls but for tabs and ends of lines, and bytes that no UTF-8 has: `isText` is false of bytes with one of them. */
const NO_TEXT = /* @__PURE__ */ Uint8Array.from({ length: 256 }, (_, byte) =>
  (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) ||
  byte === 127 ||
  byte === 0xc0 ||
  byte === 0xc1 ||
  byte >= 0xf5
    ? 1
    : 0,
);
const isNone = (byte: number): boolean => NO_TEXT[byte & 255] === 1;

/** Of base64: are there bytes among those of whole groups that no text has? Found without decoding all of it. */
const hasNoText = (text: string): boolean => {
  const last = !text.includes('=') ? text.length - 3 : text.indexOf('=') - 3;
  for (let place = 0; place < last; place += 4) {
    const bits =
      ((SEXTETS[text.charCodeAt(place)] ?? 0) << 18) |
      ((SEXTETS[text.charCodeAt(place + 1)] ?? 0) << 12) |
      ((SEXTETS[text.charCodeAt(place + 2)] ?? 0) << 6) |
      (SEXTETS[text.charCodeAt(place + 3)] ?? 0);
    if (isNone(bits >> 16) || isNone(bits >> 8) || isNone(bits)) return true;
  }
  return false;
};

/** Does base64 begin as UTF-16LE of ASCII does: with a byte, 0, and a byte? */
const beginsWide = (text: string): boolean =>
  ((SEXTETS[text.charCodeAt(1)] ?? 0) & 15) === 0 && ((SEXTETS[text.charCodeAt(2)] ?? 0) & 60) === 0;

const canBeEncoded = (chars: number): boolean => (chars & (Has.dot | Has.colon | Has.other)) === 0;

/** Might there be a text behind it that nobody reads? A run as long as the longest is cut. */
export const isUnread = (text: string, chars: number): boolean => text.length >= LONGEST_PLAIN && canBeEncoded(chars);

/** The text that is behind base64 or hexadecimal digits; nothing where none is, and of what `isUnread`. */
export const embeddedText = (text: string, chars: number): string | undefined => {
  const { length } = text;
  if (length < 16 || length >= LONGEST_PLAIN || !canBeEncoded(chars)) return undefined;
  if (length % 2 === 0 && hasOnly(chars, Has.digit | Has.lowHex | Has.highHex)) {
    const bytes = Buffer.from(text, 'hex');
    const found = isText(bytes) ? bytes.toString('utf8') : wideText(bytes);
    if (found !== undefined) return found;
  }
  if (chars & Has.equals && !BASE64.test(text)) return undefined;
  if (beginsWide(text)) {
    const found = wideText(Buffer.from(text, 'base64'));
    if (found !== undefined) return found;
  }
  if (hasNoText(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return isText(bytes) ? bytes.toString('utf8') : undefined;
};
