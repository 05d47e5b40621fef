import { Has as HasOf, hasOnly as hasOnlyOf } from './char-sets';
import { ibanHolds, isSsn, luhn, vinHolds } from './checksums';

// Read through an import, each would cost a call where modules are loaded one by one.
const Has = HasOf;
const hasOnly = hasOnlyOf;

/** What a run of characters is, by its form alone. */
export type Shape = 'technical' | 'phi' | 'likely' | 'address' | 'unknown';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
/** Hexadecimal digits of so many are the hash of something. */
const HASH_LENGTHS = /* @__PURE__ */ new Set([16, 20, 24, 32, 40, 56, 64, 96, 128]);
const INSTANT = /^(?:19|20)\d\d-\d\d-\d\dT\d\d(?::?\d\d(?::?\d\d(?:[.,]\d{1,9})?)?)?(?:Z|[+-]\d\d:?\d\d)?$/;
const COMMON_LOG_TIME = /^\d\d\/[A-Z][a-z][a-z]\/\d{4}:\d\d:\d\d:\d\d$/;
const AWS_ID = /^(?:[a-z]{1,12}|ASIA|AROA|AIDA)-[0-9a-z]{8,20}$/;
const TRACE = /^(?:Root=)?1-[0-9a-f]{8}-[0-9a-f]{24}$/;
const SPAN = /^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/;

const SSN = /^(\d{3})([-.])(\d\d)\2(\d{4})$/;
const NANP = /^(?:\+?1[-.]?)?\(?[2-9]\d\d\)?[-.]\d{3}[-.]\d{4}$/;
const BARE_PHONE = /^(?:\+\d{8,15}|1?[2-9]\d\d[2-9]\d{6})$/;
const PLUS_PHONE = /^\+\d{1,3}(?:[-.]\d{1,5}){2,5}$/;
const TRUNK_PHONE = /^00?\d{1,4}(?:[-./]\d{2,8}){1,4}$/;
const LOCAL_PHONE = /^[2-9]\d\d-\d{4}$/;
const SLASHED_DATE = /^(\d{1,2})([/.-])(\d{1,2})\2((?:18|19|20)\d\d|\d\d)$/;
const ISO_DATE = /^((?:18|19|20)\d\d)([-/.])(\d\d?)\2(\d\d?)$/;
const NAMED_DATE =
  /^\d{2,4}[年년]\d{1,2}[月월]\d{1,2}[日일]|^\d{1,2}[-/.](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-/.,](?:\d{4}|\d\d)$/i;
const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?::\d{1,5}|\/\d\d?)?$/;
const IPV6 =
  /^(?:::ffff:\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?=(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}$)(?=.*::)[0-9a-f:]+)(?:%\w+)?(?:\/\d{1,3})?$/i;
const MAC = /^(?:[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4})$/i;
const EUI64 = /^(?:[0-9a-f]{2}[:-]){7}[0-9a-f]{2}$/i;
const CARD = /^[3-6]\d{3}([- ]?)\d{4}\1\d{4}\1\d{1,7}$|^3[47]\d\d([- ]?)\d{6}\2\d{5}$/;
const MBI =
  /^[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y]{2}\d\d$/;
const VIN = /^(?=[A-Z]*\d)(?=\d*[A-Z])[0-9A-HJ-NPR-Z]{17}$/;
const IBAN = /^[A-Z]{2}\d\d[0-9A-Z]{11,30}$/;
const ZIP4 = /^\d{5}-\d{4}$/;
const GEO_PAIR = /^-?\d{1,2}\.\d{4,},-?\d{1,3}\.\d{4,}$/;
/** Letters and then digits, as records, members, and licences are numbered. */
const PERSONS_CODE =
  /^[A-Z]{1,4}-?\d{6,10}[A-Z]?$|^(?!(?:ORA|ERR|PLS|MSG|SQL|TS|KB|CVE|CWE|ISO|RFC|EIP)-)[A-Z]{1,4}-\d{5,10}(?:-[A-Z\d]{1,3})?$|^[1-9A-HJ-NPR-Z](?=.{0,9}[A-HJ-NPR-Z].{0,8}[A-HJ-NPR-Z])[A-HJ-NPR-Z\d]{12}\d{4}$|^\d\d-\d{7}$|^[A-Z]{1,3}\d?-\d{3,4}-\d{3,5}$/;
/** Numbers of people in other countries that are told by their form: Italy, Mexico, Brazil, Britain. */
const NATIONAL_CODE =
  /^(?:[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z]|[A-Z]{4}\d{6}[HM][A-Z]{5}[0-9A-Z]\d|\d{3}\.\d{3}\.\d{3}-\d\d|[A-CEGHJ-PR-TW-Z]{2}\d{6}[A-D])$/;
/** Numbers of vulnerabilities and tickets. */
const TICKET = /^(?:CVE-\d{4}-\d{4,7}|(?:INC|CHG|RITM|PRB)\d{7,8})$/;
const AWS_KEY = /^(?:AKIA|ASIA)[0-9A-Z]{16}$/;
const API_TOKEN = /^(?:gh[pousr]_[0-9A-Za-z]{36}|sk_(?:live|test)_[0-9A-Za-z]{16,}|xox[abp]-[0-9A-Za-z-]{10,})$/;

const HEX_DIGITS = Has.digit | Has.lowHex | Has.highHex;
const CAPITALS = Has.highHex | Has.upper;
const LETTERS = CAPITALS | Has.lowHex | Has.lower;

const isDay = (month: number, day: number): boolean => month >= 1 && month <= 12 && day >= 1 && day <= 31;

const ownIp = (first: number, second: number): boolean =>
  first === 10 ||
  first === 127 ||
  first === 0 ||
  first >= 224 ||
  (first === 169 && second === 254) ||
  (first === 192 && second === 168) ||
  (first === 172 && second >= 16 && second < 32);

const ipv4 = (text: string): Shape => {
  const [, ...parts] = IPV4.exec(text) ?? [];
  const numbers = parts.map(Number);
  if (numbers.length < 4 || numbers.some((number) => number > 255)) return 'unknown';
  return ownIp(numbers[0] ?? 0, numbers[1] ?? 0) ? 'technical' : 'address';
};

/** Forms of digits and their separators. Before each, the lengths that it has. */
const numeric = (text: string): Shape => {
  const { length } = text;
  const ssn = length === 11 ? SSN.exec(text) : null;
  if (ssn !== null) return isSsn(ssn[1] ?? '', ssn[3] ?? '', ssn[4] ?? '') ? 'phi' : 'technical';
  const slashed = length <= 10 ? SLASHED_DATE.exec(text) : null;
  if (slashed !== null) {
    const [first, second] = [Number(slashed[1]), Number(slashed[3])];
    const long = slashed[4]?.length === 4;
    return (isDay(first, second) || isDay(second, first)) && (long || slashed[2] === '/') ? 'phi' : 'unknown';
  }
  const iso = length >= 8 && length <= 10 ? ISO_DATE.exec(text) : null;
  if (iso !== null)
    return isDay(Number(iso[3]), Number(iso[4])) && (iso[2] !== '.' || (iso[4] ?? '').length === 2)
      ? 'likely'
      : 'unknown';
  if ((length >= 12 && NANP.test(text)) || (text.startsWith('+') && PLUS_PHONE.test(text))) return 'phi';
  if ((text.startsWith('0') && TRUNK_PHONE.test(text)) || (length === 8 && LOCAL_PHONE.test(text))) return 'likely';
  if (length >= 13 && CARD.test(text) && luhn(text.replace(/\D/g, ''))) return 'phi';
  if (length === 10 && (ZIP4.test(text) || /^\d\d-\d{7}$/.test(text))) return 'likely';
  return text.includes('.') ? ipv4(text) : 'unknown';
};

/** A digest as a certificate or a host's key shows it. */
const DIGEST_PAIRS = /^[0-9a-f]{2}(?::[0-9a-f]{2}){9,31}$/i;

/** Longer than any identifier that is told by its form. */
const LONGEST = 64;

/** Seconds or milliseconds since 1970, of this century. */
const EPOCH = /^1[4-9]\d{8}(?:\d{3})?$/;

/** A number without separators, in words that say nothing of it. */
export const bareNumber = (digits: string): boolean =>
  BARE_PHONE.test(digits) ||
  (/^\d{9,11}$/.test(digits) && !EPOCH.test(digits)) ||
  (digits.length === 9 && isSsn(digits.slice(0, 3), digits.slice(3, 5), digits.slice(5)) && !digits.startsWith('9')) ||
  (digits.length >= 13 && digits.length <= 19 && /^[3-6]/.test(digits) && luhn(digits));

/** Forms that begin with a digit, `+`, `-`, or `:`. */
const startingWithDigit = (text: string, chars: number): Shape | undefined => {
  const { length } = text;
  if (hasOnly(chars, Has.digit | Has.dash | Has.dot | Has.colon | Has.slash | Has.plus)) {
    const shape = numeric(text);
    if (shape !== 'unknown' || (!(chars & Has.colon) && !NATIONAL_CODE.test(text))) return shape;
  }
  if (chars & Has.upper && INSTANT.test(text)) return 'technical';
  if (chars & Has.colon && COMMON_LOG_TIME.test(text)) return 'technical';
  if (chars & (LETTERS | Has.other) && NAMED_DATE.test(text)) return 'phi';
  if (length >= 11 && length <= 13 && hasOnly(chars, Has.digit | CAPITALS | Has.dash) && MBI.test(text)) return 'phi';
  return (length === 35 && TRACE.test(text)) || (length === 55 && SPAN.test(text)) ? 'technical' : undefined;
};

/** Forms of capitals and digits alone, or with dashes and dots. */
const ofCapitals = (text: string, chars: number): Shape | undefined => {
  const { length } = text;
  if (length >= 15 && IBAN.test(text) && ibanHolds(text)) return 'phi';
  if (TICKET.test(text)) return 'technical';
  if (NATIONAL_CODE.test(text)) return 'phi';
  if (!(chars & Has.dot) && PERSONS_CODE.test(text)) return 'likely';
  return length === 20 && AWS_KEY.test(text) ? 'phi' : undefined;
};

/**
 * @param chars what characters the text has, as `charsIn` says.
 * @returns what a run of characters with a digit in it is.
 */
export const shapeOf = (text: string, chars: number): Shape => {
  const { length } = text;
  if (length < 4) return 'unknown';
  if (length === 36 && hasOnly(chars, HEX_DIGITS | Has.dash) && UUID.test(text)) return 'technical';
  if (length > 28 && length < 96 && hasOnly(chars, HEX_DIGITS | Has.colon) && DIGEST_PAIRS.test(text))
    return 'technical';
  if (length > LONGEST) return hasOnly(chars, HEX_DIGITS) && HASH_LENGTHS.has(length) ? 'technical' : 'unknown';
  const first = text.charCodeAt(0);
  if (first === 47 || first === 46 || first === 64) return 'unknown';
  if ((first >= 48 && first <= 57) || first === 43 || first === 45 || first === 58) {
    const shape = startingWithDigit(text, chars);
    if (shape !== undefined) return shape;
  }
  if (chars & Has.slash && !(chars & Has.colon)) return 'unknown';
  if (hasOnly(chars, Has.digit | CAPITALS)) {
    if (length === 26 && ULID.test(text)) return 'technical';
    if (length === 17 && VIN.test(text) && vinHolds(text)) return 'phi';
  }
  if (
    length >= 14 &&
    length <= 23 &&
    hasOnly(chars, HEX_DIGITS | Has.colon | Has.dash | Has.dot) &&
    (MAC.test(text) || EUI64.test(text))
  )
    return 'phi';
  if (chars & Has.colon && IPV6.test(text))
    return /^(?:::1?|f[cde][0-9a-f]{2}:.*)(?:\/\d+)?$/i.test(text) ? 'technical' : 'phi';
  if (
    hasOnly(chars, HEX_DIGITS) &&
    chars & Has.digit &&
    chars & (Has.lowHex | Has.highHex) &&
    (HASH_LENGTHS.has(length) || (length >= 7 && length <= 12 && hasOnly(chars, Has.digit | Has.lowHex)))
  )
    return 'technical';
  if (hasOnly(chars, Has.digit | CAPITALS | Has.dash | Has.dot)) {
    const shape = ofCapitals(text, chars);
    if (shape !== undefined) return shape;
  }
  if (API_TOKEN.test(text)) return 'phi';
  if (chars & Has.other && GEO_PAIR.test(text)) return 'phi';
  return chars & Has.dash && AWS_ID.test(text) ? 'technical' : 'unknown';
};

/** An identity of ours or of a system, whatever the key says but for a device's or a body's. */
export const isTechnicalId = (text: string): boolean =>
  text.startsWith('arn:aws') ||
  /^(?:sha(?:1|256|384|512)|md5)[-/:]/i.test(text) ||
  (text.length >= 26 &&
    (UUID.test(text) || ULID.test(text) || /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) || DIGEST_PAIRS.test(text)));

export const isAddressOfNet = (text: string): boolean => IPV4.test(text) || IPV6.test(text);
