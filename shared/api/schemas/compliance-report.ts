import * as z from 'zod';
import { BAA_STATUSES, CLOSURE_METHODS } from '../../domain/baa';
import { BAA_CLAUSE_LETTERS } from '../../domain/baa-clauses';
import { ROLLUP_PARTS } from '../../domain/daily-rollup';
import { PHI_CATEGORIES } from '../../domain/phi-category';
import { CoveredEntityId, OptionalCoveredEntityId, Timestamp } from './fields';

/** No report goes further back: there is no event to count. */
const FIRST_DAY = '2000-01-01';

const day = (description: string) =>
  z.iso
    .date({ abort: true })
    .refine((text) => text >= FIRST_DAY, { params: { code: 'out-of-range' } })
    .optional()
    .meta({ description });

export const ReportQuery = z.strictObject({
  from: day('The first day, UTC, itself within; default: 30 days with `to` as the last.'),
  to: day('The last day, UTC, itself within; default: today. At most seven years after `from`, and not in the future.'),
  covered_entity_id: OptionalCoveredEntityId,
});

const Count = z.int().min(0);

const outcomes = {
  success: Count,
  denied: Count.meta({ description: 'Refused for who called, or for what the caller may see: 401, 403, 404.' }),
  failure: Count.meta({ description: 'Failed otherwise: a wrong request, or an outage.' }),
};

const Outcomes = z.strictObject(outcomes).meta({ id: 'ReportOutcomes', description: 'Events by how they ended.' });

const Tallies = z.array(z.strictObject({ name: z.string(), ...outcomes }).meta({ id: 'ReportTally' })).readonly();

const ReportDay = z.iso.date();

const Agreement = z
  .strictObject({
    id: z.uuid(),
    organization_name: z.string(),
    status: z.enum(BAA_STATUSES).meta({ description: 'As of `generated_at`.' }),
    effective_date: ReportDay,
    expiry_date: ReportDay,
    data_residency_region: z.string(),
    phi_categories: z.array(z.enum(PHI_CATEGORIES)).readonly(),
    deactivated_at: Timestamp.optional(),
    closed_at: Timestamp.optional().meta({ description: 'When return or destruction of the PHI was recorded.' }),
    closure: z
      .strictObject({ method: z.enum(CLOSURE_METHODS), date: ReportDay, evidence_hash: z.string() })
      .readonly()
      .optional()
      .meta({ description: 'What was recorded, as somebody said it.' }),
    keys_present: Count.optional().meta({
      description: 'Beside a closure as `destroyed`: versions of the entity’s key that are not destroyed.',
    }),
    clauses: z.partialRecord(z.enum(BAA_CLAUSE_LETTERS), z.boolean()).readonly().optional().meta({
      description: 'Which clauses of 45 CFR 164.504(e)(2)(ii) the document has; a letter left out is not stated.',
    }),
    subcontractors: z
      .array(z.strictObject({ name: z.string(), services: z.string().optional(), baa_on_file: z.boolean() }).readonly())
      .readonly()
      .optional(),
  })
  .meta({ id: 'ReportAgreement' });

const Key = z
  .strictObject({
    version: z.int().min(1),
    key_id: z.uuid(),
    created_at: Timestamp,
    age_days: Count.meta({ description: 'Whole days up to `generated_at`.' }),
    state: z
      .enum(['active', 'retired', 'destroyed'])
      .meta({ description: '`active` seals and opens, `retired` opens alone, `destroyed` neither.' }),
  })
  .meta({ id: 'ReportKey' });

export const ComplianceReport = z
  .strictObject({
    covered_entity_id: CoveredEntityId,
    period: z.strictObject({ from: ReportDay, to: ReportDay }).meta({ description: 'UTC days, both within.' }),
    generated_at: Timestamp,
    generated_by: z.string().meta({ description: 'The user who asked for it.' }),
    accesses: z.strictObject({
      by_outcome: Outcomes.meta({
        description: 'All events of the period, manual entries included; `sources` tells them apart.',
      }),
      by_action: Tallies,
      by_purpose: Tallies.meta({
        description: 'Events that state a purpose of use; not every operation asks for one.',
      }),
      by_role: Tallies.meta({ description: 'An event of a user with several roles counts with each of them.' }),
      by_operation: Tallies,
    }),
    unreadable_items: Count.meta({
      description:
        'Items of the period’s log that are no audit events, and count nowhere else: something wrote past the API. Tell ' +
        'security.',
    }),
    refusals: Tallies.meta({
      description:
        'Events with a reason, by reason. Those that succeeded are batches in which items failed beside others.',
    }),
    distinct: z.strictObject({ patients: Count, users: Count }).meta({
      description:
        'Patients whom successful accesses name and users who acted, each counted once in the whole period. Refusals, ' +
        'manual entries, and the system itself do not count. At least so many where `incomplete` names them.',
    }),
    top_users: z
      .array(z.strictObject({ user_id: z.string(), events: Count }))
      .readonly()
      .meta({ description: 'The ten users with the most events, of any outcome.' }),
    decrypts: Count.meta({ description: 'Decryptions that succeeded; a batch counts once for each patient.' }),
    manual_entries: Tallies.meta({
      description:
        'What people entered of what happened elsewhere, by its action. It counts in no other figure but `by_outcome`, ' +
        '`sources`, `platform_operators`, and the events of its reporter.',
    }),
    incomplete: z
      .array(z.enum(ROLLUP_PARTS))
      .readonly()
      .meta({
        description:
          'What had no room in the sums of a day, so that its figures are lower bounds: `patients`, `users`, or ' +
          '`counters`, which is every other figure. The audit log has all.',
      }),
    sources: z
      .strictObject({ system: Outcomes, manual: Outcomes, aws: Outcomes })
      .meta({ description: '`manual`: entered by people, of what happened elsewhere. `aws`: out of AWS’s own logs.' }),
    platform_operators: Outcomes.meta({ description: 'Events of platform operators on this entity’s data.' }),
    emergency: z.strictObject({
      accesses: Count.meta({ description: 'Successful events of the system itself with the purpose `emergency`.' }),
      reviews_due: Count.meta({ description: 'Emergency grants of the period less reviews of the period.' }),
    }),
    agreements: z.array(Agreement).readonly(),
    keys: z.array(Key).readonly(),
    retention: z.strictObject({ years: z.int().min(6), basis: z.string() }),
    reach: z
      .strictObject({
        sequence_size: Count.meta({ description: 'Events of the entity that have their place in its sequence.' }),
        complete_until: Timestamp.optional().meta({
          description:
            'Up to here the audit log was compared with the sequence, and nothing was missing. Absent before a first ' +
            'comparison has ended.',
        }),
        newest_recorded_at: Timestamp.optional().meta({
          description:
            'When the newest of them was recorded, at most `generated_at`. Older events may still be missing.',
        }),
        note: z.string(),
      })
      .meta({ description: 'How far the figures reach.' }),
    seal: z.strictObject({
      state: z.literal('not_available').meta({ description: 'The log is not sealed yet.' }),
    }),
  })
  .meta({ id: 'ComplianceReport', description: 'What the audit log of a period adds up to.' });

export type ComplianceReportBody = Readonly<z.output<typeof ComplianceReport>>;
