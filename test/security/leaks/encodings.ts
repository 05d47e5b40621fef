import { createHash } from 'node:crypto';
import type { Canary } from './canaries';

/** A form in which a canary may stand somewhere. */
export interface EncodedForm {
  readonly encoding: string;
  readonly text: string;
  /** A bare number counts only where no letter and no digit stands beside it: else chance would find it in ids. */
  readonly bare?: true;
}

/** Shorter forms would be found by chance. */
export const SHORTEST_FORM = 8;

const perByte = (text: string, form: (hex: string, code: number) => string): string =>
  [...Buffer.from(text, 'utf8')].map((code) => form(code.toString(16).padStart(2, '0'), code)).join('');

const NAMED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
const marked = (text: string, form: (sign: string) => string): string => text.replace(/[&<>"'/@:,]/g, form);

/** What of the base64 of any bytes, then the text, then any bytes depends on the text alone. */
const base64At = (text: string, before: number, encoding: 'base64' | 'base64url'): string => {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text, 'utf8')]);
  const encoded = bytes.toString(encoding).replaceAll('=', '');
  return encoded.slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
};

const digest = (algorithm: 'sha256' | 'md5' | 'sha1', text: string): Buffer =>
  createHash(algorithm).update(text, 'utf8').digest();

type Encoder = (text: string) => string;

const ENCODERS: Readonly<Record<string, Encoder>> = {
  plain: (text) => text,
  'lower case': (text) => text.toLowerCase(),
  'upper case': (text) => text.toUpperCase(),
  JSON: (text) => JSON.stringify(text).slice(1, -1),
  '\\/ in JSON': (text) => text.replaceAll('/', '\\/'),
  '\\u escapes': (text) => perByte(text, (hex) => `\\u00${hex}`),
  '\\u escapes, upper case': (text) => perByte(text, (hex) => `\\u00${hex.toUpperCase()}`),
  '\\x escapes': (text) => perByte(text, (hex) => `\\x${hex}`),
  percent: (text) => encodeURIComponent(text),
  'percent, quotes too': (text) => encodeURIComponent(text).replaceAll("'", '%27'),
  'percent, every sign': (text) => perByte(text, (hex) => `%${hex}`),
  'percent, every sign, upper case': (text) => perByte(text, (hex) => `%${hex.toUpperCase()}`),
  'percent twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  form: (text) => new URLSearchParams({ a: text }).toString().slice(2),
  'HTML entities, named': (text) => marked(text, (sign) => NAMED[sign] ?? sign),
  'HTML entities, quote as a number': (text) => text.replaceAll("'", '&#39;'),
  'HTML entities, decimal': (text) => perByte(text, (_, code) => `&#${code};`),
  'HTML entities, hexadecimal': (text) => perByte(text, (hex) => `&#x${hex};`),
  hexadecimal: (text) => perByte(text, (hex) => hex),
  'hexadecimal, upper case': (text) => perByte(text, (hex) => hex.toUpperCase()),
  'without separators': (text) => text.replace(/[^A-Za-z0-9]/g, ''),
  'SHA-256': (text) => digest('sha256', text).toString('hex'),
  'SHA-256, base64': (text) => digest('sha256', text).toString('base64').replaceAll('=', ''),
  'SHA-256, base64url': (text) => digest('sha256', text).toString('base64url'),
  'SHA-1': (text) => digest('sha1', text).toString('hex'),
  MD5: (text) => digest('md5', text).toString('hex'),
  ...Object.fromEntries(
    [0, 1, 2].flatMap((before) => [
      [`base64 at ${before}`, (text: string) => base64At(text, before, 'base64')],
      [`base64url at ${before}`, (text: string) => base64At(text, before, 'base64url')],
    ]),
  ),
};

const isBare = (text: string): boolean => /^\d+$/.test(text);

/** Hashes are taken of what a hasher would take: also in lower case, and of the digits alone. */
const hashed = (text: string): readonly EncodedForm[] =>
  [text.toLowerCase(), text.replace(/\D/g, '')]
    .filter((each) => each !== text && each.length >= SHORTEST_FORM)
    .map((each) => ({ encoding: 'SHA-256', text: digest('sha256', each).toString('hex') }));

const formsOf = (text: string): readonly EncodedForm[] => [
  ...Object.entries(ENCODERS).map(([encoding, encode]) => ({ encoding, text: encode(text) })),
  { encoding: 'digits', text: text.replace(/\D/g, '') },
  ...hashed(text),
];

/** Every form in which a canary is looked for, each once. */
export const encodedForms = ({ value, parts }: Canary): readonly EncodedForm[] => {
  const found = new Map<string, EncodedForm>();
  for (const text of [value, ...parts]) {
    for (const form of formsOf(text)) {
      if (form.text.length < SHORTEST_FORM || found.has(form.text)) continue;
      found.set(form.text, isBare(form.text) ? { ...form, bare: true } : form);
    }
  }
  return [...found.values()];
};
