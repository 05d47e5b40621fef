import * as z from 'zod';
import { type Baa, baaStatus } from './baa';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** How long a request for destruction waits for the second admin. */
const CONFIRMATION_WINDOW_MS = 24 * HOUR_MS;

/** How far back DynamoDB's point-in-time recovery reaches, and as long as any backup of the keys table lives. */
export const RECOVERY_DAYS = 35;

/** The certificate's own words on how the key was destroyed. */
const DESTRUCTION_METHOD =
  'Cryptographic erase (NIST SP 800-88 Rev. 1, section 2.6): the wrapped tenant key was removed from the keys table, ' +
  'and no other copy is stored, so that what it sealed cannot be opened again. Disposal of electronic protected ' +
  'health information under 45 CFR 164.310(d)(2)(i). Records of disclosures (45 CFR 164.528) that the key sealed went with ' +
  'it. Until `irreversible_from`, an operator with AWS administrator ' +
  'rights could restore the table by point-in-time recovery.';

/**
 * What a destruction takes along that is easily forgotten: an accounting of disclosures reaches back six years, and its
 * records are sealed as everything else is.
 */
export const DESTRUCTION_WARNING =
  'Everything that this version sealed is lost, the records of disclosures included, of which the covered entity owes an ' +
  'accounting for six years (45 CFR 164.528). Settle with it what it needs before another admin confirms.';

const Instant = z.iso.datetime({ precision: 3 });

/** The wish of one admin that a key be destroyed. */
export const DestructionRequestSchema = z.strictObject({ requested_by: z.string(), requested_at: Instant });

export type DestructionRequest = Readonly<z.output<typeof DestructionRequestSchema>>;

/** What is left of a destroyed key: the proof of its destruction. */
export const DestructionCertificateSchema = z.strictObject({
  certificate_id: z.uuid(),
  covered_entity_id: z.uuid(),
  key_id: z.uuid(),
  version: z.int().min(1),
  created_at: Instant,
  requested_by: z.string(),
  requested_at: Instant,
  confirmed_by: z.string(),
  confirmed_at: Instant,
  destroyed_at: Instant,
  irreversible_from: Instant,
  method: z.string(),
  audit_event_id: z.ulid(),
});

export type DestructionCertificate = Readonly<z.output<typeof DestructionCertificateSchema>>;

/** A version of a covered entity's key without its material. */
export interface TenantKeyRecord {
  readonly covered_entity_id: string;
  readonly key_id: string;
  readonly version: number;
  readonly created_at: Date;
  /** `destroyed`: the wrapped key is gone, whoever removed it. */
  readonly material: 'present' | 'destroyed';
  readonly destruction_request?: DestructionRequest;
  /** Absent where the material went another way than by this API. */
  readonly certificate?: DestructionCertificate;
}

export const KEY_STATES = ['active', 'retired', 'destroyed'] as const;
export type KeyState = (typeof KEY_STATES)[number];

/** How a version stands: the newest seals, the older ones open, a destroyed one does neither. */
export const keyState = (key: TenantKeyRecord, newestVersion: number): KeyState => {
  if (key.material === 'destroyed') return 'destroyed';
  return key.version === newestVersion ? 'active' : 'retired';
};

/** Whole days since the key was made. */
export const ageInDays = ({ created_at }: TenantKeyRecord, now: Date): number =>
  Math.max(0, Math.floor((now.getTime() - created_at.getTime()) / DAY_MS));

/** How many versions can still open what they sealed, whatever was said of it. */
export const keysPresent = (keys: readonly TenantKeyRecord[]): number =>
  keys.filter(({ material }) => material === 'present').length;

/** When a request for destruction lapses. */
export const lapsesAt = ({ requested_at }: DestructionRequest): Date =>
  new Date(new Date(requested_at).getTime() + CONFIRMATION_WINDOW_MS);

/** The request that waits for its second admin, if one does. */
export const openRequest = ({ destruction_request }: TenantKeyRecord, now: Date): DestructionRequest | undefined =>
  destruction_request !== undefined && now < lapsesAt(destruction_request) ? destruction_request : undefined;

/** Whether an agreement of the entity still needs its keys: one that is in force, or one that will be. */
export const keysAreNeeded = (agreements: readonly Baa[], now: Date): boolean =>
  agreements.map((baa) => baaStatus(baa, now)).some((status) => status === 'active' || status === 'pending');

export interface Destruction {
  readonly certificate_id: string;
  readonly key: TenantKeyRecord;
  readonly request: DestructionRequest;
  readonly confirmed_by: string;
  readonly at: Date;
  readonly audit_event_id: string;
}

/** Writes the certificate of a destruction. */
export const certificateOf = ({ key, request, at, ...named }: Destruction): DestructionCertificate => ({
  certificate_id: named.certificate_id,
  covered_entity_id: key.covered_entity_id,
  key_id: key.key_id,
  version: key.version,
  created_at: key.created_at.toISOString(),
  ...request,
  confirmed_by: named.confirmed_by,
  confirmed_at: at.toISOString(),
  destroyed_at: at.toISOString(),
  irreversible_from: new Date(at.getTime() + RECOVERY_DAYS * DAY_MS).toISOString(),
  method: DESTRUCTION_METHOD,
  audit_event_id: named.audit_event_id,
});
