import type { Announced } from './announced';
import type { Line } from './line';

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
const glued = (text: string, other: Announced): Announced => GLUED.find(([form]) => form.test(text))?.[1] ?? other;
const SOURCE_FILE = /\.(?:[cm]?[jt]sx?|py|java|go|rb|kt|cs|php|rs|scala|sql)$/;
const ONE_TIME_CODE =
  /^(?:mfa|otp|totp|sms|verification|auth|security|confirmation|backup|recovery|pass|one[-_]?time|login|reset)[-_]?(?:code|pin)$/;
const BANK_CODE = /^(?:sort|swift|bic|routing|extension)(?:[-_]?(?:code|no|number))?$/;
const FREE_TEXT =
  /^(?:reason[-_]?for|(?:problem|allergy|medication|diagnosis|symptom|condition|procedure|family|social|medical|surgical|past)[-_]?(?:list|history)|(?:lab|pathology|imaging|culture|biopsy|screening|genetic|tox(?:icology)?)[-_]?(?:results?|findings?|reports?)$)/;

const BRACE = 123;

const isAwsAccount = (line: Line, valueAt: number): boolean => {
  const at = line.isQuote(valueAt) ? valueAt + 1 : valueAt;
  return line.isNumber(at) && line.size(at) === 12;
};

/** What the words of a key from one token to before another say together; `announced`, if no more than each alone. */
export const announcedTogether = (
  line: Line,
  from: number,
  end: number,
  valueAt: number,
  announced: Announced,
  words: number,
): Announced => {
  const text = line.plain(from, end).toLowerCase();
  if (words > 1 && /^(?:d\.o\.b$|date[-_]?of)/.test(text)) return 'date';
  if (announced === 'nothing' && /^identifiers?$/.test(text)) return 'ident';
  if (announced === 'place' && /zip_?3/.test(text)) return 'zip3';
  if (/^(?:pid|pv1|nk1|gt1|in[12]|mrg)-\d/.test(text)) return 'ident';
  if (OF_SERVER.test(text)) return 'technical';
  if (/^(?:error|exception|warn(?:ing)?|fatal|msg|message)$/.test(text) && announced === 'technical') return 'nothing';
  if (/^aws[-_]?account|^account[-_]?id$/.test(text) && isAwsAccount(line, valueAt)) return 'technical';
  if (/^(?:user|login)(?:[-_]?(?:name|id))?$/.test(text)) return 'login';
  if (announced === 'name' && WHEN_OF_SYSTEM.test(text)) return 'technical';
  if (SOURCE_FILE.test(text)) return 'technical';
  if (/^(?:etag|gtin|sort|udi[-_]?di)$/.test(text) || SECRETS_NAME.test(text)) return 'technical';
  if (RECORD_NUMBER.test(text)) return 'ident';
  if (CLINICAL_TIME.test(text) || (text === 'period' && line.symbol(valueAt) === BRACE)) return 'date';
  if (OF_BODY.test(text)) return 'bio';
  if (ONE_TIME_CODE.test(text) || HANDLE.test(text)) return 'secret';
  if (text === 'token' && line.digitCount(valueAt, line.chunkEnd(valueAt + 1)) > 1) return 'secret';
  if (BANK_CODE.test(text)) return 'idnoun';
  if (FREE_TEXT.test(text) || (text === 'rx' && valueAt > 0 && line.isQuote(valueAt))) return 'free';
  if (from > 1 && /^(?:reason|history|plan) (?:for|of) /i.test(line.plain(from - 2, end))) return 'free';
  return words === 1 && (announced === 'nothing' || announced === 'strange') ? glued(text, announced) : announced;
};
