import { KEYS, PROSE, TECHNICAL_PROSE } from './pools';
import { SeededRandom } from './random';
import { STRUCTURED, TECHNICAL, type Value, VALUES } from './values';

export interface LabelledLine {
  readonly kind: string;
  readonly style: string;
  readonly structured: boolean;
  readonly text: string;
  readonly phi: readonly string[];
  readonly keep: readonly string[];
}

type Style = (random: SeededRandom, kind: string, value: Value) => readonly [string, readonly string[]] | undefined;

const title = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const camel = (key: string): string =>
  key
    .split(' ')
    .map((word, at) => (at === 0 ? word : title(word)))
    .join('');
const pascal = (key: string): string => key.split(' ').map(title).join('');
const snake = (key: string): string => key.replace(/ /g, '_');
const kebab = (key: string): string => key.replace(/ /g, '-');
const keyOf = (random: SeededRandom, kind: string): string => random.pick(KEYS[kind] ?? [kind]);
const proseOf = (random: SeededRandom, kind: string, text: string): string =>
  random.pick(PROSE[kind] ?? ['{v}']).replace('{v}', () => text);
const json =
  (join: (key: string) => string): Style =>
  (random, kind, { text, parts }) => [
    JSON.stringify({ level: 'info', [join(keyOf(random, kind))]: text, ok: true }),
    parts,
  ];

const FHIR: Readonly<Record<string, (text: string, random: SeededRandom) => unknown>> = {
  phone: (value) => ({ telecom: [{ system: 'phone', use: 'home', value }] }),
  fax: (value) => ({ telecom: [{ system: 'fax', value }] }),
  email: (value) => ({ telecom: [{ system: 'email', value }] }),
  dob: (value) => ({ birthDate: value }),
  mrn: (value) => ({ identifier: [{ system: 'http://hospital.example/mrn', value }] }),
  ssn: (value) => ({ identifier: [{ system: 'http://hl7.org/fhir/sid/us-ssn', value }] }),
  plan: (value) => ({ identifier: [{ type: { text: 'Member Number' }, value }] }),
  name: (value) => ({ name: [{ use: 'official', text: value }] }),
  address: (value) => ({ address: [{ use: 'home', line: [value], state: 'ME' }] }),
  zip: (value) => ({ address: [{ postalCode: value }] }),
  photo: (value) => ({ photo: [{ contentType: 'image/jpeg', url: value }] }),
  device: (value) => ({ device: { serialNumber: value } }),
};

const X12: Readonly<Record<string, (text: string) => string>> = {
  dob: (text) => `DMG*D8*${text}*F~`,
  ssn: (text) => `REF*SY*${text}~`,
  mrn: (text) => `REF*EA*${text}~`,
  plan: (text) => `NM1*IL*1*ROE*MAX****MI*${text}~`,
  phone: (text) => `PER*IC*DESK*TE*${text}~`,
  address: (text) => `N3*${text}~`,
};
const HL7: Readonly<Record<string, (text: string) => string>> = {
  mrn: (text) => `PID|1||${text}^^^HOSP^MR`,
  name: (text) => `PID|1||99^^^H||${text.replace(/,? /, '^')}||19700101|F`,
  dob: (text) => `PID|1||99^^^H||ROE^MAX||${text}|M`,
  phone: (text) => `NK1|1|ROE^MAX|SPO||${text}`,
  ssn: (text) => `PID|1||99^^^H||ROE^MAX||19700101|M||||||||||||${text}`,
  plan: (text) => `IN1|1|GOLD|${text}|ACME`,
};

/** The ways in which things get into logs. Nothing where a kind of value never comes so. */
const STYLES: Readonly<Record<string, Style>> = {
  'JSON camel': json(camel),
  'JSON snake': json(snake),
  'JSON kebab': json(kebab),
  'JSON Pascal': json(pascal),
  prose: (random, kind, { text, parts }) => [proseOf(random, kind, text), parts],
  'prose in JSON': (random, kind, { text, parts }) => [
    JSON.stringify({ level: 'warn', message: proseOf(random, kind, text) }),
    parts,
  ],
  template: (random, kind, { text, parts }) => [`Error: ${keyOf(random, kind)} '${text}' is not valid`, parts],
  logfmt: (random, kind, { text, parts }) => [
    `level=info ${random.any([snake, camel])(keyOf(random, kind))}=${/[\s,=]/.test(text) ? JSON.stringify(text) : text} ok=true`,
    parts,
  ],
  'colon pair': (random, kind, { text, parts }) => [`${title(keyOf(random, kind))}: ${text}`, parts],
  'inspected object': (random, kind, { text, parts }) => [
    `{ ${camel(keyOf(random, kind))}: '${text}', ok: true }`,
    parts,
  ],
  'query string': (random, kind, { text, parts }) => [
    `GET /v1/search?${snake(keyOf(random, kind))}=${encodeURIComponent(text)}&page=2 404`,
    parts.map(encodeURIComponent),
  ],
  XML: (random, kind, { text, parts }) => [`<entry><${camel(keyOf(random, kind))}>${text}</x></entry>`, parts],
  'XML attribute': (random, kind, { text, parts }) => [
    `<entry ${camel(keyOf(random, kind))}="${text}" kind="x"/>`,
    parts,
  ],
  'stack trace': (random, kind, { text, parts }) => [
    `ValidationError: ${proseOf(random, kind, text)}\n    at parse (/var/task/index.js:10:5)\n    at async run (/var/task/index.js:99:17)`,
    parts,
  ],
  'JSON in a string': (random, kind, { text, parts }) => [
    JSON.stringify({ v: 1, body: JSON.stringify({ [camel(keyOf(random, kind))]: text }) }),
    parts,
  ],
  base64: (random, kind, { text }) => {
    const hidden = Buffer.from(JSON.stringify({ [camel(keyOf(random, kind))]: text })).toString('base64');
    return [`payload ${hidden} dropped`, [hidden]];
  },
  CSV: (random, kind, { text, parts }) => [
    `row,${snake(keyOf(random, kind))},state\n7,${/[,"]/.test(text) ? `"${text}"` : text},done`,
    parts,
  ],
  'FHIR JSON': (random, kind, { text, parts }) => {
    const resource = FHIR[kind]?.(text, random);
    return resource === undefined ? undefined : [JSON.stringify({ resourceType: 'Patient', ...resource }), parts];
  },
  'HL7 v2': (_, kind, { text, parts }) => (HL7[kind] === undefined ? undefined : [HL7[kind](text), parts]),
  X12: (_, kind, { text, parts }) => (X12[kind] === undefined ? undefined : [X12[kind](text), parts]),
};

const technicalLine = (random: SeededRandom): LabelledLine => {
  const [key, make] = random.pick(TECHNICAL);
  const value = make(random);
  const style = random.any(['JSON', 'logfmt', 'prose', 'nested']);
  const telling = !/^[\d.]+$/.test(value);
  const text =
    style === 'JSON'
      ? JSON.stringify({ level: 'info', [random.any([camel, snake])(key)]: value })
      : style === 'logfmt'
        ? `level=info ${random.any([camel, snake])(key)}=${value} ok=true`
        : style === 'nested'
          ? JSON.stringify({ body: JSON.stringify({ [camel(key)]: value }) })
          : telling
            ? random.pick(TECHNICAL_PROSE).replace('{v}', value)
            : `${key} ${value} recorded`;
  return { kind: `look-alike ${key}`, style, structured: false, text, phi: [], keep: [value] };
};

/** What else is on a line: it must not hinder, and must stay. */
const around = (random: SeededRandom, text: string, style: string): readonly [string, readonly string[]] => {
  if (/CSV|HL7|X12/.test(style) || random.next() < 0.5) return [text, []];
  const [, make] = random.any(TECHNICAL.slice(0, 10));
  const value = make(random);
  return random.next() < 0.5 ? [`${value} ${text}`, [value]] : [`${text} (request ${value})`, [value]];
};

/**
 * Labelled lines that a seed determines: every kind of identifier in every style, and look-alikes.
 * @param half which half of the words, keys, and sentences: rules were made on half 0, and once, at the end, on half 1.
 */
export const labelledLines = (seed: number, half: 0 | 1, count: number): readonly LabelledLine[] => {
  const random = new SeededRandom(seed, half);
  const lines: LabelledLine[] = [];
  while (lines.length < count) {
    if (random.next() < 0.3) {
      lines.push(technicalLine(random));
      continue;
    }
    const kind = random.any(Object.keys(VALUES));
    const style = random.any(Object.keys(STYLES));
    const value = VALUES[kind]?.(random);
    const written = value === undefined ? undefined : STYLES[style]?.(random, kind, value);
    if (written === undefined) continue;
    const [text, keep] = around(random, written[0], style);
    lines.push({ kind, style, structured: STRUCTURED.has(kind), text, phi: written[1], keep });
  }
  return lines;
};
