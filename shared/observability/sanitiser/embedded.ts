const BASE64 = /^[A-Za-z0-9+/_-]{16,}={0,2}$/;
const HEX = /^(?:[0-9a-f]{2}){8,}$/i;
/** How a picture or a recording begins in base64. */
const PICTURE = /^(?:\/9j\/|iVBORw0KGgo|R0lGOD|UklGR|Qk0|SUkqAA|TU0AKg|AAAA[A-Z]GZ0eX|Rk1S)/;
const LONGEST = 65_536;

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

export const isPicture = (text: string): boolean => text.length >= 24 && PICTURE.test(text);

/** The text that is behind base64 or hexadecimal digits; nothing where none is. */
export const embeddedText = (text: string): string | undefined => {
  if (text.length > LONGEST) return undefined;
  if (HEX.test(text)) {
    const bytes = Buffer.from(text, 'hex');
    if (isText(bytes)) return bytes.toString('utf8');
  }
  if (!BASE64.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return isText(bytes) ? bytes.toString('utf8') : undefined;
};
