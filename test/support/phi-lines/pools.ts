// Neighbours in a pool go to different halves: what one half teaches is measured on the other. All of it is invented.

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

export const GIVEN = words(`
  Maribel Tobias Henrike Oluwaseyi Ximena Bartholomew Saoirse Dmitri Fatoumata Ignatius Rosalind Takumi Priscilla Wendell
  Araceli Cornelius Desmond Eloise Farouk Gudrun Humberto Isolde Jarrod Keziah Leopold Maeve Nikolai Ottoline Percival
  Quincy Rhiannon Sylvester Tamsin Ulrich Valentina Wilhelmina Xiomara Yusuf Zelda Bjørn Zoë José Mónica Søren Łukasz
  Mary James Linda Robert Susan Thomas Karen Charles Lisa Daniel Nancy Matthew`);

export const FAMILY = words(`
  Ochoa Lundgren Brandvold Adeyemi Quiroga Thistlewood Callaghan Volkov Diarra Fairweather Hargreaves Nakagawa Pemberton
  Applegate Castellanos Drummond Eastwick Featherstone Ghorbani Hollingsworth Iwamoto Jankowski Kirkpatrick Lindqvist
  Macallister Ndiaye Oppenheimer Papadopoulos Quackenbush Rosenthal Szczepanski Tremblay Underhill Vandermeer Winterbottom
  Xanthopoulos Yamashita Zuniga O’Brien McAllister Ochoa-Reyes Muñoz Núñez Garcia Smith Johnson Nguyen Patel Kowalski`);

export const STREETS = words(`Maple Harbor Cedarwood Juniper Larkspur Wexford Pinecrest Sycamore Bellflower Ashgrove`);
export const STREET_KINDS = words('Rd Street Ave Lane Drive Blvd Court Way Terrace Pl');
export const TOWNS = words(
  'Skowhegan Ashtabula Tuscumbia Wenatchee Opelousas Chillicothe Punxsutawney Kalispell Natchitoches Moorhead',
);
export const STATES = words('ME OH AL WA LA TX PA MT CA MN');
export const HOSTS = words(
  'example.org mailbox.test clinicmail.test example.net correo.example post.example inbox.test example.com',
);

/** What is said in prose around what identifies; `{v}` is where it stands. */
export const PROSE: Readonly<Record<string, readonly string[]>> = {
  name: [
    'patient {v} not found in tenant 4f1c',
    'chart for {v} locked by another session',
    'spoke with {v} about the refill',
    'Appointment for {v} was cancelled',
    'no record matches patient {v}',
    'mother {v} called the desk',
    'could not merge patient {v} into the survivor',
    'discharged {v} to home',
    'emergency contact: {v}',
    'next of kin {v} informed',
    'Dear {v}, your results are ready',
    'seen by Dr. {v} this morning',
    'the subscriber is {v}',
    'admitted {v} to ward 3',
    'referred {v} to cardiology',
    'guardian {v} signed the form',
  ],
  address: [
    'lives at {v}',
    'moved to {v} last month',
    'address {v} could not be geocoded',
    'ship the monitor to {v}',
    'home visit at {v} scheduled',
    'mailing address: {v}',
  ],
  zip: ['zip {v} is not served', 'postal code {v} unknown', 'ZIP code: {v} rejected', 'postcode {v} did not validate'],
  dob: [
    'DOB {v} does not match',
    'born {v} according to the referral',
    'date of birth: {v} is in the future',
    'birth date {v} is implausible',
    'admitted on {v} with fever',
    'discharge date {v} precedes the admission',
    'died {v} at home',
    'appointment on {v} cancelled',
  ],
  phone: [
    'callback {v} requested',
    'call {v} after six',
    'phone {v} is not reachable',
    'SMS to {v} undeliverable',
    'mobile: {v} changed',
    'dialled {v} twice',
    'reach the family at {v} please',
    'contact number {v} is wrong',
  ],
  fax: ['faxed the chart to {v}', 'fax {v} busy', 'Fax: {v} no answer', 'sent by fax to {v} yesterday'],
  email: [
    'login failed for {v}',
    'bounce from {v} after three attempts',
    'invitation sent to {v}',
    'write to {v} instead',
    'user {v} already exists',
    'Email address is not verified: {v}',
  ],
  ssn: [
    'ssn {v} failed the check',
    'social security number {v} on file twice',
    'SSN: {v} is invalid',
    'social {v} given over the phone',
    'the duplicate has SS# {v}',
    'taxpayer id {v} rejected',
    'last four of social {v}',
    'verified by SSN {v}',
  ],
  mrn: [
    'MRN {v} not found',
    'medical record number {v} merged',
    'chart number {v} is locked',
    'mrn: {v} already exists',
    'patient number {v} unknown',
    'medical record {v} requested',
    'hospital number {v} is retired',
    'MRN#{v} was archived',
  ],
  plan: [
    'member id {v} not eligible',
    'subscriber number {v} terminated',
    'Medicare number {v} invalid',
    'policy {v} has lapsed',
    'insurance id {v} unknown to the payer',
    'Medicaid ID: {v} rejected',
    'beneficiary {v} not covered',
    'group number {v} with plan gold',
  ],
  account: [
    'account number {v} overdrawn',
    'acct {v} in collections',
    'guarantor account {v} closed',
    'IBAN {v} refused',
    'card {v} declined',
    'charged to card number {v}',
    'bank account {v} not verified',
    'invoice sent for account {v}',
  ],
  licence: [
    'driver license {v} expired',
    'DEA number {v} revoked',
    'licence no. {v} not on file',
    'NPI {v} is unknown',
    'certificate number {v} of birth',
    "driver's license: {v} scanned",
    'passport {v} presented',
    'nursing license {v} suspended',
  ],
  vehicle: [
    'VIN {v} in the ambulance log',
    'license plate {v} in the lot',
    'vehicle {v} towed',
    'plate {v} blocked the bay',
    'car with plate {v} parked',
    'ambulance plates {v} reported',
  ],
  device: [
    'pacemaker serial {v} implanted',
    'device serial number {v} recalled',
    'pump {v} alarmed',
    'IMEI {v} lost',
    'glucose monitor S/N {v} paired',
    'implant serial no. {v} recorded',
  ],
  url: [
    'opened {v} from the portal',
    'profile at {v} linked',
    'see {v} for the chart',
    'link {v} sent to the family',
    'homepage {v} given',
    'redirected to {v} after login',
  ],
  ip: [
    'login from {v} refused',
    'client {v} timed out',
    'request from {v} blocked',
    'patient connected from {v} at night',
    'remote address {v} unknown',
    'session opened by {v} expired',
  ],
  biometric: [
    'fingerprint template {v} enrolled',
    'voiceprint {v} did not match',
    'iris code {v} stored',
    'face embedding {v} computed',
  ],
  photo: ['photo {v} uploaded', 'image {v} of the wound stored', 'portrait {v} too large', 'picture {v} deleted'],
  other: [
    'study subject {v} withdrew',
    'passport number {v} scanned',
    'employee id {v} is a patient too',
    'wristband {v} printed',
    'specimen {v} mislabelled',
    'donor id {v} unknown',
    'participant {v} consented',
    'badge number {v} read',
  ],
};

/** Keys in words; the style joins them. */
export const KEYS: Readonly<Record<string, readonly string[]>> = {
  name: [
    'first name',
    'last name',
    'patient name',
    'full name',
    'mothers maiden name',
    'guardian name',
    'emergency contact name',
    'given name',
    'surname',
    'family name',
    'preferred name',
    'subscriber name',
    'name',
    'next of kin',
  ],
  address: [
    'address',
    'street',
    'home address',
    'address line 1',
    'mailing address',
    'street address',
    'city',
    'residence',
  ],
  zip: ['zip', 'postal code', 'zip code', 'postcode'],
  dob: [
    'dob',
    'date of birth',
    'birth date',
    'patient dob',
    'admission date',
    'discharge date',
    'birthday',
    'date of death',
  ],
  phone: ['phone', 'mobile', 'phone number', 'home phone', 'cell', 'contact phone', 'telephone', 'tel'],
  fax: ['fax', 'fax number', 'clinic fax', 'fax no'],
  email: ['email', 'email address', 'contact email', 'mail', 'patient email', 'user email'],
  ssn: ['ssn', 'social security number', 'patient ssn', 'tax id', 'ssn last 4', 'social security'],
  mrn: ['mrn', 'medical record number', 'patient mrn', 'chart number', 'hospital number', 'record number'],
  plan: [
    'member id',
    'subscriber id',
    'policy number',
    'insurance id',
    'medicare id',
    'medicaid number',
    'plan id',
    'group number',
  ],
  account: ['account number', 'acct no', 'iban', 'card number', 'bank account', 'guarantor account'],
  licence: ['license number', 'drivers license', 'dea number', 'licence', 'certificate number', 'passport number'],
  vehicle: ['vin', 'license plate', 'plate number', 'vehicle id'],
  device: ['device serial', 'serial number', 'imei', 'device id', 'pacemaker serial', 'udi'],
  url: ['profile url', 'homepage', 'website', 'portal link'],
  ip: ['ip', 'client ip', 'source ip', 'remote addr', 'ip address', 'x forwarded for'],
  biometric: ['fingerprint', 'voiceprint', 'face template', 'iris scan', 'retina scan', 'fingerprint hash'],
  photo: ['photo', 'photo url', 'avatar', 'portrait', 'image file', 'face image'],
  other: ['subject id', 'study id', 'employee id', 'wristband', 'specimen id', 'participant id'],
};

/** What a system says around its own values. */
export const TECHNICAL_PROSE: readonly string[] = [
  'retry {v} scheduled',
  'stored {v} in the table',
  'worker got {v} from the queue',
  'finished with {v} after the retry',
  'lease {v} released',
  'cache miss for {v} in the store',
  'skipped {v} since it is done',
  'key {v} is enabled',
];
