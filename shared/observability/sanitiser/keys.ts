import { Word as WordOf } from './lexicon';
import type { Line } from './line';
import { Kind as KindOf, Mark as MarkOf } from './tokens';

// Read through an import, each would cost a call where modules are loaded one by one.
const Word = WordOf;
const Kind = KindOf;
const Mark = MarkOf;

/** What a key or a label announces. */
export type Announced =
  | 'nothing'
  | 'technical'
  | 'name'
  | 'person'
  | 'date'
  | 'phone'
  | 'place'
  | 'zip3'
  | 'ident'
  | 'idnoun'
  | 'strange'
  | 'login'
  | 'device'
  | 'free'
  | 'secret'
  | 'media'
  | 'bio'
  | 'net'
  | 'url'
  | 'email'
  | 'age';

const STRONG =
  Word.date | Word.phone | Word.ident | Word.free | Word.secret | Word.bio | Word.email | Word.age | Word.net;
const LONGEST_KEY = 12;
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
const SECRET_PAIR =
  /^(?:(?:api|access|private|secret|signing|encryption|master|host|license)[-_. ]?key|(?:push|device|refresh|access|id|session|auth|bearer|api|csrf|xsrf|fcm|apns|reset|invite|verification|security|personal|oauth|user|login|sas|registration|jwt|magic)[-_. ]?token)$/;

const [DASH, DOT, UNDERSCORE, COLON, EQUALS, GREATER, LESS, SLASH, HASH, SPACE_PLUS, BRACE] = [
  45, 46, 95, 58, 61, 62, 60, 47, 35, 43, 123,
];

/** Decides from all words of a key, and which of them is last. */
const announcedBy = (all: number, last: number, strange: boolean): Announced => {
  const tailSafe = (last & Word.safetail) !== 0;
  // A template of a body part is taken from it: `face_template`.
  if (all & Word.bio && last & Word.safehead) return 'bio';
  if (tailSafe && (last & STRONG) === 0) return 'technical';
  if (all & Word.secret) return 'secret';
  if (all & Word.bio) return 'bio';
  if (all & Word.free && !(all & Word.safehead && !(last & Word.free))) return 'free';
  if (all & Word.email) return 'email';
  if (all & Word.net && !(all & Word.name)) return 'net';
  if (all & Word.media) return 'media';
  if (all & Word.date && last & (Word.place | Word.street) && !(last & Word.date)) return 'place';
  if (all & Word.date && (!(last & (Word.connect | Word.name)) || last & Word.when)) return 'date';
  if (all & Word.age) return 'age';
  if (all & Word.phone) return 'phone';
  if (all & Word.url) return 'url';
  if (all & Word.device && last & Word.connect) return 'device';
  if (all & Word.ident) return 'ident';
  if (all & Word.name && !(all & Word.safehead)) return 'name';
  if (all & Word.place && !(all & Word.safehead)) return 'place';
  if (all & Word.safehead && !(all & Word.person)) return 'technical';
  if (all & Word.idnoun) return 'idnoun';
  if (all & Word.person) return last & Word.connect ? 'ident' : 'person';
  if (all & (Word.safetail | Word.safenum | Word.safehead | Word.unit)) return 'technical';
  if (!strange) return 'nothing';
  // The number of something that is no word of systems: in doubt it is a person's.
  return last & Word.connect ? 'idnoun' : 'strange';
};

/** Reads what might be a key; `valueAt` is negative where it is none. */
export class KeyReader {
  valueAt = -1;
  /** The token after the last word of the key. */
  end = 0;
  announced: Announced = 'nothing';
  /** Ends a bare value: `<` of the closing tag. */
  tagged = false;
  /** Was it `=` that joined key and value? */
  equals = false;
  private all = 0;
  private last = 0;
  private count = 0;
  private strange = false;

  constructor(private readonly line: Line) {}

  /** @returns whether a key begins at this token. */
  read(from: number): boolean {
    this.valueAt = -1;
    if (this.words(from) === 0) return false;
    this.value(from, this.end);
    if (this.valueAt < 0) return false;
    this.announce(from, this.wordBefore(from));
    return true;
  }

  /** What the words that begin at this token announce, though they are no key: a column's or an element's name. */
  announcedOf(from: number): Announced {
    this.valueAt = -1;
    if (this.words(from) === 0) return 'nothing';
    this.announce(from, 0);
    return this.announced;
  }

  private announce(from: number, before: number): void {
    this.announced = announcedBy(this.all | before, this.last, this.strange);
    this.byPhrase(from, this.count);
  }

  /** Reads the words of what might be a key. @returns how many there are. */
  private words(from: number): number {
    const { line } = this;
    let index = from;
    this.all = 0;
    this.last = 0;
    this.count = 0;
    this.strange = false;
    for (;;) {
      const kind = line.kind(index);
      if ((kind !== Kind.word && kind !== Kind.mixed) || index - from > 2 * LONGEST_KEY) break;
      this.last = line.bits(index);
      this.all |= this.pairBits(index, this.last);
      this.strange ||= (this.last & ~Word.frequent) === 0 && line.size(index) > 2;
      this.count += 1;
      index += 1;
      if (!line.glued(index)) break;
      const code = line.symbol(index);
      if (code === DASH || code === DOT || code === UNDERSCORE) {
        if (!line.glued(index + 1)) break;
        if (line.isNumber(index + 1) && code !== DOT) {
          index += 2;
          if (line.symbol(index) === DOT && line.glued(index) && line.isNumber(index + 1)) index += 2;
          break;
        }
        index += 1;
      }
    }
    this.end = index;
    return this.count;
  }

  /** What several words say together. */
  private byPhrase(from: number, words: number): void {
    const { line } = this;
    const text = line.plain(from, this.end).toLowerCase();
    if (words > 1 && /^(?:d\.o\.b$|date[-_]?of)/.test(text)) this.announced = 'date';
    else if (this.announced === 'nothing' && /^identifiers?$/.test(text)) this.announced = 'ident';
    else if (this.announced === 'place' && /zip_?3/.test(text)) this.announced = 'zip3';
    else if (/^(?:pid|pv1|nk1|gt1|in[12]|mrg)-\d/.test(text)) this.announced = 'ident';
    else if (OF_SERVER.test(text)) this.announced = 'technical';
    else if (/^(?:error|exception|warn(?:ing)?|fatal|msg|message)$/.test(text) && this.announced === 'technical')
      this.announced = 'nothing';
    else if (/^aws[-_]?account|^account[-_]?id$/.test(text) && this.isAwsAccount()) this.announced = 'technical';
    else if (/^(?:user|login)(?:[-_]?(?:name|id))?$/.test(text)) this.announced = 'login';
    else if (this.announced === 'name' && WHEN_OF_SYSTEM.test(text)) this.announced = 'technical';
    else if (SOURCE_FILE.test(text)) this.announced = 'technical';
    else if (/^(?:etag|gtin|sort|udi[-_]?di)$/.test(text) || SECRETS_NAME.test(text)) this.announced = 'technical';
    else if (RECORD_NUMBER.test(text)) this.announced = 'ident';
    else if (CLINICAL_TIME.test(text) || (text === 'period' && line.symbol(this.valueAt) === BRACE))
      this.announced = 'date';
    else if (OF_BODY.test(text)) this.announced = 'bio';
    else if (ONE_TIME_CODE.test(text) || HANDLE.test(text)) this.announced = 'secret';
    else if (text === 'token' && line.digitCount(this.valueAt, line.chunkEnd(this.valueAt + 1)) > 1)
      this.announced = 'secret';
    else if (BANK_CODE.test(text)) this.announced = 'idnoun';
    else if (FREE_TEXT.test(text) || (text === 'rx' && this.valueAt > 0 && line.isQuote(this.valueAt)))
      this.announced = 'free';
    else if (from > 1 && /^(?:reason|history|plan) (?:for|of) /i.test(line.plain(from - 2, this.end)))
      this.announced = 'free';
    if (words === 1 && (this.announced === 'nothing' || this.announced === 'strange'))
      this.announced = glued(text, this.announced);
  }

  private isAwsAccount(): boolean {
    const { line } = this;
    const at = line.isQuote(this.valueAt) ? this.valueAt + 1 : this.valueAt;
    return line.isNumber(at) && line.size(at) === 12;
  }

  /** `api key`, `push token`, and the like are secrets, though neither word is. */
  private pairBits(index: number, bits: number): number {
    const { line } = this;
    const size = line.size(index);
    if ((size !== 3 && size !== 5) || !/^(?:key|token)$/i.test(line.plain(index, index + 1))) return bits;
    const before = index === 0 ? -1 : line.isWord(index - 1) ? index - 1 : index - 2;
    const pair = before < 0 ? '' : line.plain(before, index + 1).toLowerCase();
    return SECRET_PAIR.test(pair) ? Word.secret : bits;
  }

  /** `File name:`, unlike `Name:`; `Fax line:`, unlike `Line:`. */
  private wordBefore(from: number): number {
    const { line } = this;
    if (from === 0 || !line.has(from, Mark.space) || line.has(from, Mark.line)) return 0;
    if (!line.isWord(from - 1) || !line.isWord(from)) return 0;
    const measure =
      (this.last & (Word.safenum | Word.safetail) ? Word.bio : 0) |
      (this.last & ~Word.common & ~Word.connect ? Word.secret : 0);
    return line.bits(from - 1) & (Word.safehead | STRONG) & ~measure;
  }

  private value(from: number, end: number): void {
    const { line } = this;
    this.tagged = false;
    this.equals = false;
    let index = end;
    if (from > 0 && line.symbol(from - 1) === LESS && line.symbol(index) === GREATER && line.glued(index)) {
      this.tagged = true;
      this.valueAt = index + 1;
      return;
    }
    if (line.glued(index) && line.symbol(index) === HASH) index += 1;
    if (line.isQuote(index) && from > 0 && line.symbol(from - 1) === line.symbol(index)) index += 1;
    else if (!line.glued(index) && line.symbol(index) !== EQUALS && line.symbol(index) !== COLON) return;
    const code = line.symbol(index);
    if (code === EQUALS) {
      this.equals = true;
      index += 1;
      if (line.symbol(index) === GREATER) index += 1;
      else if (line.symbol(index) === EQUALS) return;
    } else if (code === COLON) {
      if (line.glued(index + 1)) {
        const next = line.symbol(index + 1);
        if (next === COLON || (next === SLASH && line.symbol(index + 2) === SLASH)) return;
      }
      index += 1;
    } else return;
    if (line.symbol(index) === SPACE_PLUS && line.glued(index) && code === COLON) index += 0;
    this.valueAt = index;
  }
}
