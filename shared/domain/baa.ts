import * as z from 'zod';
import { BAA_CLAUSE_LETTERS } from './baa-clauses';
import { PHI_CATEGORIES, type PhiCategory } from './phi-category';
import { refuse, type Refusal } from './result';

/** How the PHI was dealt with when an agreement had ended. */
export const CLOSURE_METHODS = ['returned', 'destroyed'] as const;

const Digest = z.string().regex(/^[0-9a-f]{64}$/);

/** The record that all PHI was returned or destroyed: 45 CFR 164.504(e)(2)(ii)(J). */
const BaaClosureSchema = z.object({
  method: z.enum(CLOSURE_METHODS),
  /** The UTC day on which it was. */
  date: z.iso.date(),
  /** SHA-256 of the evidence, such as a receipt or a certificate of destruction. */
  evidence_hash: Digest,
});

export type BaaClosure = Readonly<z.output<typeof BaaClosureSchema>>;

/** A business associate agreement on file: 45 CFR 164.502(e), 164.504(e), 164.314(a). Dates are UTC calendar days. */
export const BaaSchema = z.object({
  id: z.uuid(),
  covered_entity_id: z.uuid(),
  organization_name: z.string().min(1).max(256),
  signatory_name: z.string().min(1).max(256),
  signatory_email: z.email().max(254),
  effective_date: z.iso.date(),
  expiry_date: z.iso.date(),
  data_residency_region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/),
  phi_categories: z.array(z.enum(PHI_CATEGORIES)).min(1).readonly(),
  signed_document_hash: Digest,
  /** Which required clauses the document has, as far as the parties said. */
  clauses: z.partialRecord(z.enum(BAA_CLAUSE_LETTERS), z.boolean()).readonly().optional(),
  subcontractors: z
    .array(z.object({ name: z.string(), services: z.string().optional(), baa_on_file: z.boolean() }).readonly())
    .readonly()
    .optional(),
  created_at: z.iso.datetime({ precision: 3 }),
  deactivated_at: z.iso.datetime({ precision: 3 }).optional(),
  /** When return or destruction of the PHI was recorded, and what was recorded; both or neither. */
  closed_at: z.iso.datetime({ precision: 3 }).optional(),
  closure: BaaClosureSchema.readonly().optional(),
  /** The smallest number of remaining days that was alerted, or passed over by a smaller one (`baa-expiry.ts`). */
  alerted_days: z.int().min(1).optional(),
});

export type Baa = Readonly<z.output<typeof BaaSchema>>;

export const BAA_STATUSES = ['pending', 'active', 'expired', 'deactivated'] as const;

export type BaaStatus = (typeof BAA_STATUSES)[number];

/** The statuses that a list of them, separated by commas, names; other words name none. */
export const statusesOf = (list: string): readonly BaaStatus[] =>
  BAA_STATUSES.filter((status) => list.split(',').includes(status));

export interface BaaQuestion {
  readonly categories: readonly PhiCategory[];
  readonly region: string;
  readonly now: Date;
  /** A write in flight may land this much later; the gate closes as much earlier than the end of the expiry date. */
  readonly marginMs: number;
}

/** Why an agreement does not carry a call; the nearest miss first, for it is the most useful answer. */
const MISSES = [
  'baa-category-missing',
  'baa-region-mismatch',
  'baa-not-yet-effective',
  'baa-expired',
  'baa-deactivated',
] as const;

type Miss = (typeof MISSES)[number];
export type BaaRefusal = Miss | 'baa-missing';

/** The UTC calendar day of an instant, `YYYY-MM-DD`. */
export const utcDay = (instant: Date): string => instant.toISOString().slice(0, 10);

/** How an agreement stands at a time, for people; the gate asks `findActiveBaa`. */
export const baaStatus = (baa: Baa, now: Date): BaaStatus => {
  if (baa.deactivated_at !== undefined) return 'deactivated';
  if (utcDay(now) > baa.expiry_date) return 'expired';
  return utcDay(now) < baa.effective_date ? 'pending' : 'active';
};

/** The last UTC day of an agreement: that of its deactivation, if that came first. */
export const endDay = ({ deactivated_at, expiry_date }: Pick<Baa, 'deactivated_at' | 'expiry_date'>): string => {
  const deactivated = deactivated_at === undefined ? expiry_date : utcDay(new Date(deactivated_at));
  return deactivated < expiry_date ? deactivated : expiry_date;
};

/** Whether it was on file, and effective, on a day before it had ended: one that is filed afterwards never was. */
const wasInForce = (baa: Baa): boolean =>
  baa.effective_date <= endDay(baa) && utcDay(new Date(baa.created_at)) <= endDay(baa);

const hasExpired = (baa: Baa, { now, marginMs }: BaaQuestion): boolean =>
  utcDay(new Date(now.getTime() + marginMs)) > baa.expiry_date;

const miss = (baa: Baa, question: BaaQuestion): Miss | undefined => {
  if (baa.deactivated_at !== undefined) return 'baa-deactivated';
  if (hasExpired(baa, question)) return 'baa-expired';
  if (utcDay(question.now) < baa.effective_date) return 'baa-not-yet-effective';
  if (baa.data_residency_region !== question.region) return 'baa-region-mismatch';
  return question.categories.every((category) => baa.phi_categories.includes(category))
    ? undefined
    : 'baa-category-missing';
};

/**
 * The gate of guarantee 2: finds an active agreement that carries the call, or says the nearest reason why none does.
 * Agreements may overlap (renewal); any one that carries the call will do.
 */
export const findActiveBaa = (agreements: readonly Baa[], question: BaaQuestion): Baa | Refusal<BaaRefusal> => {
  const judged = agreements.map((baa) => ({ baa, miss: miss(baa, question) }));
  const active = judged.find((each) => each.miss === undefined);
  if (active !== undefined) return active.baa;
  return refuse(MISSES.find((reason) => judged.some((each) => each.miss === reason)) ?? 'baa-missing');
};

/**
 * The agreement under which PHI may still go back to its covered entity: one that was in force, covers the categories,
 * ended, and is not closed. A business associate may not lock an entity out of its own PHI (HHS FAQ 2074; 45 CFR
 * 164.504(e)(2)(ii)(J)).
 */
export const findEndedBaa = (agreements: readonly Baa[], question: BaaQuestion): Baa | undefined =>
  agreements.find(
    (baa) =>
      baa.closed_at === undefined &&
      baa.data_residency_region === question.region &&
      question.categories.every((category) => baa.phi_categories.includes(category)) &&
      wasInForce(baa) &&
      (baa.deactivated_at !== undefined || hasExpired(baa, question)),
  );
