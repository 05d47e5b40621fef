import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { sanitiseText } from '../../../shared/observability/sanitiser';
import { charsIn } from '../../../shared/observability/sanitiser/char-sets';
import { embeddedText } from '../../../shared/observability/sanitiser/embedded';
import { TextMemo } from '../../../shared/observability/sanitiser/text-memo';

const codesOf = (text: string): Uint16Array => Uint16Array.from(text, (each) => each.charCodeAt(0));
const textsOf = (name: string): readonly string[] =>
  readFileSync(join(__dirname, '../../data/phi-corpus', name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { readonly text: string }).text);

/** Text is what is letters, digits, and punctuation almost throughout. */
const isText = (bytes: Buffer): boolean => {
  const printable = bytes.filter((byte) => (byte >= 32 && byte < 127) || byte === 10 || byte === 13 || byte === 9);
  if (bytes.length < 6 || bytes.some((byte) => byte < 128 && !printable.includes(byte))) return false;
  return printable.length * 4 >= bytes.length && !bytes.toString('utf8').includes('\ufffd');
};
/** `embeddedText` by its definition. */
const decoded = (text: string): string | undefined => {
  const hex = Buffer.from(text, 'hex');
  if (/^(?:[0-9a-f]{2}){8,}$/i.test(text) && isText(hex)) return hex.toString('utf8');
  const base64 = Buffer.from(text, 'base64');
  return /^[A-Za-z0-9+/_-]{16,}={0,2}$/.test(text) && isText(base64) ? base64.toString('utf8') : undefined;
};

describe('what makes the sanitiser fast changes no answer', () => {
  it('the memo gives each text its own answer, however many share its slots', () => {
    const memo = new TextMemo((text) => text);
    const keys = Array.from({ length: 5000 }, (_, index) => `key_${index * 7919}`);
    const texts = [...keys, ...keys, '', 'x'.repeat(32), 'x'.repeat(33), 'y'.repeat(32)];
    expect(texts.map((text) => memo.of(codesOf(text), 0, text.length))).toEqual(texts);
  });

  it('the memo finds out once what it still holds', () => {
    let finds = 0;
    const memo = new TextMemo(() => (finds += 1));
    const codes = codesOf('"status":"status"');
    expect([memo.of(codes, 1, 7), memo.of(codes, 10, 16), finds]).toEqual([1, 1, 1]);
  });

  it('what is refused before it is decoded is refused after it, too', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: 12, maxLength: 24 }),
      fc.string({ unit: 'grapheme', minLength: 6, maxLength: 24 }).map((text) => Buffer.from(text)),
      fc.string({ minLength: 12, maxLength: 24 }).map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(bytes, fc.constantFrom('base64', 'base64url', 'hex'), (given, encoding) => {
        const text = Buffer.from(given).toString(encoding);
        expect(embeddedText(text, charsIn(codesOf(text), 0, text.length))).toBe(decoded(text));
      }),
      { numRuns: 500 },
    );
  });

  it('no answer depends on the texts before it', () => {
    const texts = [...textsOf('own.jsonl'), ...textsOf('dev.jsonl')];
    const forwards = texts.map(sanitiseText);
    const backwards = [...texts].reverse().map(sanitiseText).reverse();
    expect(backwards).toEqual(forwards);
  });
});
