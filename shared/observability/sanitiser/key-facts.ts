import type { Announced } from './announced';
import { TextMemo } from './text-memo';

const WHEN_OF_SYSTEM =
  /^(?:first|last)[-_]?(?:modified|seen|login|updated?|sync(?:ed)?|run|error|event|access(?:ed)?|changed?|activity|attempt|success|failure|used|message|status|state|result)(?:[-_]?(?:at|on|time|date|ts|code))?$/;
const SECRETS_NAME =
  /^\w{0,20}?(?:secrets?|credentials?|key|password)[-_]?(?:name|arn|path|ref|version|manager|store|provider|policy)$/;
const CLINICAL_TIME =
  /^(?:effective(?!date$|_date$)|onset|performed|recorded|authored|abatement|asserted|occurrence|occurred|deceased|specimen|collected|taken|service|visit|exam|fill|refill|treatment|therapy|accident|injury|illness|referral|follow[-_]?up|prescribed|dispensed)[-_]?(?:date[-_]?time|date|on|period|instant)$/;
const RECORD_NUMBER = /^(?:mr|med[-_]?rec|chart|rec)[-_]?(?:no|num|number|nr)$/;
const OF_BODY =
  /^(?:ear|hand|finger|tongue|lip|knuckle|nail|foot)[-_]?(?:template|print|scan|hash|geometry|vein|code)$/;
const HANDLE =
  /^(?:skype|telegram|wechat|discord|viber|kakao|snapchat|tiktok|instagram|twitter|facebook|linkedin)[-_]?(?:id|handle|user|username|name|account)$/;
const OF_SERVER =
  /^(?:dst|dest(?:ination)?|server|local|host|pod|node|private|internal|bind|listen|upstream|target)[-_.]?(?:ip|addr|address|ipaddr)$/;
/** `ptdob`, `last4ssn`, `billingzip`: words of a key that nothing holds apart. */
const GLUED: readonly (readonly [RegExp, Announced])[] = [
  [/ssn|mrn/, 'ident'],
  [/dob|birth/, 'date'],
  [/phone|fax$|mobile/, 'phone'],
  [/e?mail$/, 'email'],
  [/[fl]name|(?:first|last|full|sur|pt|patient|member)name$/, 'name'],
  [/zip(?:code)?$|postcode$|address$|street$|city$/, 'place'],
];
const SOURCE_FILE = /\.(?:[cm]?[jt]sx?|py|java|go|rb|kt|cs|php|rs|scala|sql)$/;
const ONE_TIME_CODE =
  /^(?:mfa|otp|totp|sms|verification|auth|security|confirmation|backup|recovery|pass|one[-_]?time|login|reset)[-_]?(?:code|pin)$/;
const BANK_CODE = /^(?:sort|swift|bic|routing|extension)(?:[-_]?(?:code|no|number))?$/;
const FREE_TEXT =
  /^(?:reason[-_]?for|(?:problem|allergy|medication|diagnosis|symptom|condition|procedure|family|social|medical|surgical|past)[-_]?(?:list|history)|(?:lab|pathology|imaging|culture|biopsy|screening|genetic|tox(?:icology)?)[-_]?(?:results?|findings?|reports?)$)/;

/** Keys whose value says what another value beside it is. */
const NAMING =
  /^(?:name|key|field|fieldname|attribute|attr|path|column|label|property|prop|code|system|question|param|loinc)$/;
/** Keys whose value is what the key beside it, or the element around it, says. */
const VALUING =
  /^(?:value|val|text|answer|content|extension|received|actual|got|input|value(?:string|date|datetime|text)|newvalue|oldvalue|from|to|before|after|old|new)$/;

/** What the text of a key says by itself, a bit each. */
export const Fact = {
  birth: 1,
  identifier: 1 << 1,
  zip3: 1 << 2,
  hl7: 1 << 3,
  ofServer: 1 << 4,
  message: 1 << 5,
  awsAccount: 1 << 6,
  login: 1 << 7,
  whenOfSystem: 1 << 8,
  sourceFile: 1 << 9,
  ofSystem: 1 << 10,
  recordNumber: 1 << 11,
  clinicalTime: 1 << 12,
  period: 1 << 13,
  ofBody: 1 << 14,
  secret: 1 << 15,
  token: 1 << 16,
  bankCode: 1 << 17,
  freeText: 1 << 18,
  rx: 1 << 19,
  naming: 1 << 20,
  valuing: 1 << 21,
} as const;

const RULES: Readonly<Record<keyof typeof Fact, readonly RegExp[]>> = {
  birth: [/^(?:d\.o\.b$|date[-_]?of)/],
  identifier: [/^identifiers?$/],
  zip3: [/zip_?3/],
  hl7: [/^(?:pid|pv1|nk1|gt1|in[12]|mrg)-\d/],
  ofServer: [OF_SERVER],
  message: [/^(?:error|exception|warn(?:ing)?|fatal|msg|message)$/],
  awsAccount: [/^aws[-_]?account|^account[-_]?id$/],
  login: [/^(?:user|login)(?:[-_]?(?:name|id))?$/],
  whenOfSystem: [WHEN_OF_SYSTEM],
  sourceFile: [SOURCE_FILE],
  ofSystem: [/^(?:etag|gtin|sort|udi[-_]?di)$/, SECRETS_NAME],
  recordNumber: [RECORD_NUMBER],
  clinicalTime: [CLINICAL_TIME],
  period: [/^period$/],
  ofBody: [OF_BODY],
  secret: [ONE_TIME_CODE, HANDLE],
  token: [/^token$/],
  bankCode: [BANK_CODE],
  freeText: [FREE_TEXT],
  rx: [/^rx$/],
  naming: [NAMING],
  valuing: [VALUING],
};

export interface KeyFacts {
  readonly facts: number;
  /** What words announce that nothing holds apart; nothing, if there are none. */
  readonly glued: Announced | undefined;
}

/** What most keys say by themselves. */
export const NO_FACTS: KeyFacts = { facts: 0, glued: undefined };

const find = (key: string): KeyFacts => {
  const text = key.toLowerCase();
  let facts = 0;
  for (const [name, bit] of Object.entries(Fact))
    if (RULES[name as keyof typeof Fact].some((form) => form.test(text))) facts |= bit;
  return { facts, glued: GLUED.find(([form]) => form.test(text))?.[1] };
};

/** Made with the first key, not when the module is loaded. A log has few keys, and each a thousand times. */
let memo: TextMemo<KeyFacts> | undefined;

/** What the key that stands from one place of a text's codes to before another says by itself. */
export const keyFacts = (codes: Uint16Array, start: number, end: number): KeyFacts =>
  (memo ??= new TextMemo(find)).of(codes, start, end);
