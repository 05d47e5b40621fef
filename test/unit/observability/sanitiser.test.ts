import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { sanitiseText } from '../../../shared/observability/sanitiser';
import { cleanTable } from '../../../shared/observability/sanitiser/csv';
import { anyText } from '../../support/any-text';

interface LabelledLine {
  readonly id: string;
  readonly text: string;
  readonly phi: readonly string[];
  readonly keep: readonly string[];
  readonly tier: string;
  /** What is still left or destroyed, and known to be. */
  readonly missed?: readonly string[];
}

const corpus = (name: string): readonly LabelledLine[] =>
  readFileSync(join(__dirname, '../../data/phi-corpus', name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as LabelledLine);

const dev = corpus('dev.jsonl');
const own = corpus('own.jsonl');
const fresh = corpus('fresh.jsonl');
const leftIn = ({ text, phi }: LabelledLine) => phi.filter((each) => sanitiseText(text).includes(each));
const lostFrom = ({ text, keep }: LabelledLine) => keep.filter((each) => !sanitiseText(text).includes(each));

describe('guarantee 5, 164.514(b)(2): identifiers of patients are taken out of free text', () => {
  it.each(dev.map((line) => [line.id, line] as const))('%s: PHI is gone, and what is none stays', (_, line) => {
    expect({ left: leftIn(line), lost: lostFrom(line) }).toEqual({ left: [], lost: [] });
  });

  it('leaves nothing of our own lines', () => {
    expect(own.flatMap(leftIn)).toEqual([]);
    expect(own.flatMap(lostFrom)).toEqual([]);
  });

  it('leaves and destroys no more than is known of the batches that rules were made on', () => {
    const found = fresh
      .map((line) => [line.id, ...leftIn(line), ...lostFrom(line)])
      .filter(([, ...rest]) => rest.length);
    expect(found).toEqual(
      fresh.filter(({ missed }) => missed !== undefined).map(({ id, missed = [] }) => [id, ...missed]),
    );
  });
});

const lines = fc.constantFrom(...dev, ...own, ...fresh);

describe('laws of the sanitiser', () => {
  it('cleaning twice is cleaning once', () => {
    const twice = [...dev, ...own, ...fresh].filter(
      ({ text }) => sanitiseText(sanitiseText(text)) !== sanitiseText(text),
    );
    expect(twice.map(({ id }) => id)).toEqual([]);
  });

  it('takes no text and gives it back longer than a marker for each three characters', () => {
    fc.assert(
      fc.property(anyText({ maxLength: 400 }), (text) => {
        expect(sanitiseText(text).length).toBeLessThanOrEqual(10 + text.length * 10);
      }),
    );
  });

  it('throws for no text', () => {
    const parts = fc.array(
      fc.oneof(
        lines.map(({ text }) => text),
        anyText(),
      ),
      { maxLength: 6 },
    );
    fc.assert(fc.property(parts, (texts) => expect(typeof sanitiseText(texts.join(' '))).toBe('string')));
  });

  const PLANTED = ['078-05-1120', 'jane.roe@example.org', '+14155550137', '4111 1111 1111 1111', '(415) 555-0132'];
  const WORD = fc.constantFrom('worker', 'retried', 'the', 'table', 'after', 'ok', 'stored', 'cold', 'start');

  it.each([
    ['as it is', (text: string) => text],
    ['in JSON', (text: string) => JSON.stringify({ message: text })],
    ['in JSON in JSON', (text: string) => JSON.stringify({ body: JSON.stringify({ message: text }) })],
    ['percent-encoded', (text: string) => `GET /x?q=${encodeURIComponent(text)}`],
    ['in base64', (text: string) => Buffer.from(JSON.stringify({ email: text, ssn: text })).toString('base64')],
    ['in a stack trace', (text: string) => `Error: no ${text}\n    at run (/var/task/index.js:1:2)`],
    ['under a key', (text: string) => `patient_phone="${text}" status=200`],
  ])('lets no planted identifier pass %s', (_, encode) => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PLANTED),
        fc.array(WORD, { maxLength: 5 }),
        fc.array(WORD, { maxLength: 5 }),
        (planted, before, after) => {
          const hidden = encode(planted);
          const clean = sanitiseText([...before, hidden, ...after].join(' '));
          expect(clean).not.toContain(planted);
          expect(clean).not.toContain(encodeURIComponent(planted));
          expect(clean).not.toContain(Buffer.from(JSON.stringify({ email: planted, ssn: planted })).toString('base64'));
        },
      ),
    );
  });

  it.each([
    ['a UUID', fc.uuid()],
    ['a hash', fc.string({ unit: fc.constantFrom(...Array.from('0123456789abcdef')), minLength: 64, maxLength: 64 })],
    [
      'an instant',
      fc
        .date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
        .map((at) => at.toISOString()),
    ],
    ['an ARN', fc.uuid().map((id) => `arn:aws:kms:us-east-1:111122223333:key/${id}`)],
    ['a version', fc.tuple(fc.nat(40), fc.nat(40), fc.nat(40)).map((parts) => `v${parts.join('.')}`)],
    ['a duration', fc.nat(99_999).map((ms) => `${ms} ms`)],
    ['an ICD-10 code', fc.constantFrom('E11.9', 'K35.80', 'I10', 'F32.1')],
  ])('keeps %s', (_, kept: fc.Arbitrary<string>) => {
    fc.assert(
      fc.property(kept, fc.array(WORD, { maxLength: 5 }), fc.array(WORD, { maxLength: 5 }), (value, before, after) => {
        expect(sanitiseText([...before, value, ...after].join(' '))).toContain(value);
      }),
    );
  });
});

describe('no input makes it slow', () => {
  const HOSTILE = [
    ...Array.from('aA0@:/- "{\\%=.é([+&#~|^*\''),
    ...['1.', 'a@', 'a:', '"a:', 'name:"', 'a-b_', '1 ', 'Aa ', 'Smith, ', 'patient ', '\\"a:', 'http://', '{"name":'],
    ...['::', '0:', 'a.', '%25', '+1 ', '/a', 'A^', 'a=b&', 'PID|', 'NM1*', '4111 ', "name:'", 'notes: x ', 'QUFB'],
    ...[
      '(a) VALUES (',
      '(a)=(b),',
      '<a ',
      'name="ssn" value=',
      'BEGIN PRIVATE KEY',
      '-----BEGIN PRIVATE KEY-----',
      'Ada ',
    ],
    ...[
      'mrn 1234, ',
      'lives in Ada to ',
      '1.1234, ',
      '1 1 2000 ',
      'Max Ada',
      'he Ada ',
      'face(',
      '"Ada" lastName ',
      'blog @a ',
    ],
    // Groups of digits are read again from each of them.
    ...['95 ', '0 12 34 ', '1 1 200 ', '12 ', '01 02 03 04 ', '12:30 ', '1/', '(1', '1:1 ', 'mrn 1 2 3 '],
  ];

  it.each(HOSTILE)('comes to an end with 64 KiB of %j', (unit) => {
    expect(typeof sanitiseText(unit.repeat(Math.ceil(65_536 / unit.length)))).toBe('string');
  });

  // What is said of one value reads it by expressions of its own, which a long text of one unit never reaches.
  const KEYS = ['password', 'photo', 'file', 'name', 'dob', 'phone', 'city', 'mrn', 'login', 'ip', 'url', 'device_id'];
  const RUNS = ['a', 'A', '1', 'aB', 'a-', '/a', '/', 'a.', '1.', 'a_', '0f', '536364', ':', 'img', 'x@', '%41'];
  const ENDS = ['', '!', '1', 'd.jpeg', 'é', '=', ':', '.'];

  it.each(KEYS)('comes to an end with values of %s that almost fit an expression', (key) => {
    for (const run of RUNS) {
      for (const start of ['', '/', '1']) {
        for (const end of ENDS) {
          const value = `${start}${run.repeat(Math.ceil(200 / run.length))}${end}`;
          expect(typeof sanitiseText(`${key}: ${value} {"${key}":"${value}"}`)).toBe('string');
        }
      }
    }
  });

  // At the longest that is read, what reads to the end of a run from each of its keys would take minutes.
  it.each(['MRN:', 'cookie:ok ', 'A=3D', '\\u00:', 'token:', 'city:', "A'", 'YWJj^', 'dob0-', '[dob', '?q=:'])(
    'comes to an end with 256 KiB of %j',
    (unit) => {
      expect(typeof sanitiseText(unit.repeat(Math.floor(262_144 / unit.length)))).toBe('string');
    },
  );

  const SHIFTS = Array.from({ length: 20 }, (_, shift) => shift + 1);

  it.each(SHIFTS)('cuts a text that is too long, and leaves no part of what begins %d characters before', (shift) => {
    const [first, second] = shift % 2 === 0 ? ['jane@roe.org', '123-45-6789'] : ['123-45-6789', 'jane@roe.org'];
    const fill = (length: number) => ' '.padStart(length, 'x ');
    const before = `${fill(261_120 - shift)}${first}`;
    const text = `${before}${fill(262_144 - shift - before.length)}${second} ${'x '.repeat(3_000)}`;
    expect(sanitiseText(text).replaceAll('[REDACTED]', '')).toMatch(/^[x ]{250000,}\[CUT\]$/);
  });

  it('cuts no marker in two', () => {
    const text = '123-45-6789 ok '.repeat(20_000);
    for (const shift of [0, 4, 8]) {
      expect(sanitiseText(`${'x'.repeat(shift)} ${text}`)).not.toMatch(/\[[A-Z]{0,8}\[CUT\]$/);
    }
  });
});

describe('guarantee 5: a table shows no more than a line does', () => {
  it.each([
    ['Jane Roe,SSN 123-45-6789\n', '123-45-6789'],
    ['Patient Jane Roe\tMRN 48291037\n', '48291037'],
    ['Jane Roe;phone 415-555-0132\n', '415-555-0132'],
    ['Jane Roe,SSN 123-45-6789\nfine,ok\n', '123-45-6789'],
    ['id,patient_name,ssn\n1,Jane Roe,123456789\n', '123456789'],
  ])('%j', (text, phi) => {
    expect(sanitiseText(text)).not.toContain(phi);
  });

  it('a cell stays whole under a name that is taken out by itself', () => {
    const clean = (text: string) => text.replace('Jane_Roe_Marie', '[REDACTED]');
    expect(cleanTable('Jane Roe Marie,state\nfine,ok\n', clean)).toBe('Jane Roe Marie,state\nfine,ok\n');
  });
});

describe('guarantee 5: text in base64 is read to its end, or taken out', () => {
  const phi = 'patient Jane Roe SSN 123-45-6789';

  it.each([3_000, 6_100, 6_150, 50_000, 150_000])('after %d harmless characters', (length) => {
    const hidden = Buffer.from(`${'x '.repeat(length / 2)} ${phi}`).toString('base64');
    expect(sanitiseText(`body ${hidden} end`)).toMatch(/^body \[REDACTED\]=* end$/);
  });

  it.each(['base64', 'hex'] as const)('in UTF-16LE as %s', (encoding) => {
    const hidden = Buffer.from(phi, 'utf16le').toString(encoding);
    expect(sanitiseText(`body ${hidden} end`)).toMatch(/^body \[REDACTED\]=* end$/);
  });

  it('harmless text in UTF-16LE stays', () => {
    const text = `body ${Buffer.from('worker retried ok', 'utf16le').toString('base64')} end`;
    expect(sanitiseText(text)).toBe(text);
  });
});
