import { FAMILY, GIVEN, HOSTS, STATES, STREET_KINDS, STREETS, TOWNS } from './pools';
import type { SeededRandom } from './random';

/** A value, and the parts of it that must all be gone. */
export interface Value {
  readonly text: string;
  readonly parts: readonly string[];
}

const whole = (text: string): Value => ({ text, parts: [text] });
const pad = (value: number): string => String(value).padStart(2, '0');
const MONTHS = ['January', 'Feb', 'March', 'Apr', 'May', 'June', 'Jul', 'August', 'Sept', 'Oct', 'November', 'Dec'];

const name = (random: SeededRandom): Value => {
  const [given, family] = [random.pick(GIVEN), random.pick(FAMILY)];
  const initial = random.from('ABCDEFGHJKLMNPRSTW', 1);
  const text = random.any([
    `${given} ${family}`,
    `${family}, ${given}`,
    `${given} ${initial}. ${family}`,
    `${family.toUpperCase()}, ${given.toUpperCase()} ${initial}.`,
    `${given.toUpperCase()} ${family.toUpperCase()}`,
    `${given} ${family}-${random.pick(FAMILY)}`,
  ]);
  const upper = text === text.toUpperCase();
  return { text, parts: upper ? [given.toUpperCase(), family.toUpperCase()] : [given, family] };
};

const address = (random: SeededRandom): Value => {
  const street = `${random.between(2, 9899)} ${random.pick(STREETS)} ${random.pick(STREET_KINDS)}`;
  const [town, zip] = [random.pick(TOWNS), `${random.between(10001, 99899)}`];
  return random.any([
    { text: street, parts: [street] },
    { text: `${street}, ${town}, ${random.any(STATES)} ${zip}`, parts: [street, town, zip] },
    {
      text: `${street} Apt ${random.between(1, 40)}, ${town} ${random.any(STATES)} ${zip}`,
      parts: [street, town, zip],
    },
  ]);
};

const ukPostcode = (random: SeededRandom): string =>
  `${random.any(['SW', 'EC', 'M', 'B', 'LS', 'G', 'EH'])}${random.between(1, 9)} ${random.between(1, 9)}${random.from('ABDEFGHJLN', 2)}`;

const date = (random: SeededRandom): string => {
  const [year, month, day] = [random.between(1921, 2018), random.between(1, 12), random.between(1, 28)];
  const named = MONTHS[month - 1] ?? 'May';
  return random.any([
    `${year}-${pad(month)}-${pad(day)}`,
    `${pad(month)}/${pad(day)}/${year}`,
    `${month}/${day}/${pad(year % 100)}`,
    `${pad(day)}.${pad(month)}.${year}`,
    `${day} ${named} ${year}`,
    `${named} ${day}, ${year}`,
    `${day}-${named.slice(0, 3)}-${year}`,
    `${year}${pad(month)}${pad(day)}`,
    `${year}/${pad(month)}/${pad(day)}`,
  ]);
};

const phone = (random: SeededRandom): string => {
  const [area, line] = [`${random.between(201, 989)}`, `01${random.digits(2)}`];
  return random.any([
    `(${area}) 555-${line}`,
    `${area}-555-${line}`,
    `${area}.555.${line}`,
    `+1${area}555${line}`,
    `+1 ${area} 555 ${line}`,
    `${area}555${line}`,
    `+44 20 7946 0${random.digits(3)}`,
    `1-${area}-555-${line}`,
    `+49 30 ${random.form('########')}`,
    `${area} 555 ${line}`,
  ]);
};

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
const email = (random: SeededRandom): string => {
  const [given, family, host] = [plain(random.pick(GIVEN)), plain(random.pick(FAMILY)), random.pick(HOSTS)];
  return random.any([
    `${given}.${family}@${host}`,
    `${given}${random.digits(2)}@${host}`,
    `${given.slice(0, 1)}_${family}@${host}`,
    `${given}+${family}@mail.${host}`,
    `${given} at ${host.replace('.', ' dot ')}`,
    `${given} [at] ${host.replace('.', ' [dot] ')}`,
    `${given}(at)${host}`,
  ]);
};

const vin = (random: SeededRandom): string => {
  const letters = random.form('1@@@@##@###').padEnd(17, '0').slice(0, 11) + random.digits(6);
  const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
  const values = '0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ';
  const sum = weights.reduce((total, weight, at) => total + weight * (values.indexOf(letters[at] ?? '0') % 10), 0) % 11;
  return letters.slice(0, 8) + (sum === 10 ? 'X' : String(sum)) + letters.slice(9);
};

const person = (random: SeededRandom): string => `${plain(random.pick(GIVEN))}-${plain(random.pick(FAMILY))}`;

/** The 18 identifiers of 45 CFR 164.514(b)(2), ZIP codes by themselves. */
export const VALUES: Readonly<Record<string, (random: SeededRandom) => Value>> = {
  name,
  address,
  zip: (random) =>
    whole(random.any([random.form('#####'), random.form('#####-####'), ukPostcode(random), ukPostcode(random)])),
  dob: (random) => whole(date(random)),
  phone: (random) => whole(phone(random)),
  fax: (random) => whole(phone(random)),
  email: (random) => whole(email(random)),
  ssn: (random) => {
    const [area, group, serial] = [
      `${random.between(101, 665)}`,
      pad(random.between(1, 99)),
      `${random.between(1001, 9999)}`,
    ];
    return whole(
      random.any([`${area}-${group}-${serial}`, `${area} ${group} ${serial}`, area + group + serial, serial]),
    );
  },
  mrn: (random) =>
    whole(
      random.form(random.any(['########', '######', 'MRN######', 'A#######', '##-##-##', 'H#########', '##########'])),
    ),
  plan: (random) =>
    whole(
      random.form(random.any(['@@@#########', '#########A', 'W#########', '##########', '@@######', '#EG#-TE#-MK##'])),
    ),
  account: (random) =>
    whole(
      random.any([
        random.form('##########'),
        random.form('####-######'),
        '4111 1111 1111 1111',
        'DE89370400440532013000',
        random.form('ACC-######'),
      ]),
    ),
  licence: (random) =>
    whole(random.form(random.any(['@#######', 'D###-####-####', '@@#######', '##########', 'RN######']))),
  vehicle: (random) =>
    whole(random.any([vin(random), random.form('#@@@###'), random.form('@@@-####'), random.form('@@@ ####')])),
  device: (random) =>
    whole(random.form(random.any(['SN########', 'PM-####-####', '35#############', '@@@######@', '##########']))),
  url: (random) => {
    const who = person(random);
    const host = random.pick(HOSTS);
    return {
      text: random.any([
        `https://${host}/patients/${who}`,
        `http://www.${host}/~${who}`,
        `${host}/people/${who}`,
        `www.${host}/u/${who}`,
        `https://${host}/chart?patient=${who}`,
      ]),
      parts: [who],
    };
  },
  ip: (random) =>
    whole(
      random.any([
        `203.0.113.${random.between(1, 250)}`,
        `198.51.100.${random.between(1, 250)}`,
        `81.2.69.${random.between(1, 250)}`,
        random.form('2001:db8:%%%1::%%%2'),
        random.form('2001:db8:85a3:1:2:8a2e:370:73%%'),
      ]),
    ),
  biometric: (random) =>
    whole(
      random.any([
        random.form('Rk1SACAyMAAA@@##@@##@@##@@##@@=='),
        random.form('FMR-%%%%%%%%%%%%'),
        random.form('BIO########'),
      ]),
    ),
  photo: (random) => {
    const who = person(random);
    return {
      text: random.any([`${who}.jpg`, `/uploads/${who}-face.png`, `${who}_wound.jpeg`, `s3://bucket/${who}.heic`]),
      parts: [who],
    };
  },
  other: (random) =>
    whole(random.form(random.any(['SUBJ-####', 'P#######', '@@-#####', '#########', 'TR##-###-####']))),
};

/** What is told by its form wherever it stands, and what only a label or a key tells. */
export const STRUCTURED: ReadonlySet<string> = new Set([
  'phone',
  'fax',
  'email',
  'ssn',
  'ip',
  'url',
  'account',
  'mrn',
  'plan',
  'licence',
  'vehicle',
  'device',
  'dob',
  'zip',
  'other',
  'biometric',
  'photo',
]);

/** Look-alikes that must stay: a key that a system would use, and the value. */
export const TECHNICAL: readonly (readonly [string, (random: SeededRandom) => string])[] = [
  ['request id', (random) => random.form('%%%%%%%%-%%%%-4%%%-a%%%-%%%%%%%%%%%%')],
  ['patient id', (random) => random.form('%%%%%%%%-%%%%-4%%%-9%%%-%%%%%%%%%%%%')],
  ['event id', (random) => `01${random.from('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 24)}`],
  ['trace id', (random) => random.form('1-%%%%%%%%-%%%%%%%%%%%%%%%%%%%%%%%%')],
  [
    'key arn',
    (random) => random.form('arn:aws:kms:eu-central-1:1111########:key/%%%%%%%%-%%%%-4%%%-a%%%-%%%%%%%%%%%%'),
  ],
  ['table arn', (random) => random.form('arn:aws:dynamodb:us-east-1:1111########:table/Audit')],
  ['sha256', (random) => random.form('%'.repeat(64))],
  ['etag', (random) => random.form('%'.repeat(40))],
  [
    'timestamp',
    (random) =>
      `20${random.between(20, 34)}-${pad(random.between(1, 12))}-${pad(random.between(1, 28))}T${pad(random.between(0, 23))}:${pad(random.between(0, 59))}:${pad(random.between(0, 59))}.${random.digits(3)}Z`,
  ],
  [
    'at',
    (random) =>
      `20${random.between(20, 34)}-${pad(random.between(1, 12))}-${pad(random.between(1, 28))}T10:${pad(random.between(0, 59))}:07Z`,
  ],
  ['version', (random) => `${random.between(1, 20)}.${random.between(0, 40)}.${random.between(0, 40)}`],
  ['runtime version', (random) => `v${random.between(18, 24)}.${random.between(0, 40)}.${random.between(0, 40)}`],
  ['status', (random) => `${random.any([200, 201, 204, 400, 403, 404, 409, 412, 429, 500, 503])}`],
  ['status code', (random) => `${random.any([200, 404, 503])}`],
  ['duration ms', (random) => `${random.between(1, 29_999)}`],
  ['elapsed', (random) => `${random.between(1, 9_999)}ms`],
  ['bytes', (random) => `${random.between(1, 9_999_999_999)}`],
  ['content length', (random) => `${random.between(1, 999_999)}`],
  ['icd10', (random) => random.form(random.any(['E11.#', 'K35.8#', 'I10', 'F32.#', 'J45.90#']))],
  ['diagnosis code', (random) => random.form(random.any(['E11.6#', 'Z00.0#', 'I25.10', 'N18.#']))],
  ['attempt', (random) => `${random.between(1, 9)}`],
  ['epoch', (random) => `17${random.digits(8)}`],
  ['region', (random) => random.any(['us-east-1', 'eu-central-1', 'us-gov-west-1'])],
  ['queue depth', (random) => `${random.between(0, 99_999)}`],
];
