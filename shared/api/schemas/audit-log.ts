import * as z from 'zod';
import { AuditEventSchema, PLATFORM_TREE } from '../../domain/audit-event';
import { firstInstant, lastInstant } from '../../domain/audit-query';
import { CoveredEntityId, Cursor, InstantOrDay, Limit } from './fields';

/** An audit event on the wire is the event in the table: nothing is lost between the two. */
export const AuditEventView = AuditEventSchema.meta({ id: 'AuditEvent' });

const { shape } = AuditEventSchema;

/** What the log is narrowed to. Ids and words of closed lists alone: they stand in a URL. */
const filters = {
  user_id: shape.user_id.optional().meta({ description: 'Who acted.' }),
  patient_id: shape.patient_id.meta({ description: 'The patient concerned.' }),
  resource_type: shape.resource_type.optional().meta({ description: 'The kind of thing concerned.' }),
  resource_id: shape.resource_id.meta({ description: 'The thing concerned.' }),
  action: shape.action.optional(),
  purpose: shape.purpose.meta({ description: 'The purpose of use that was stated.' }),
  outcome: shape.outcome.optional(),
  from: InstantOrDay.optional().meta({
    description: 'The first instant: RFC 3339, UTC, with milliseconds or without, or a day (`YYYY-MM-DD`).',
  }),
  to: InstantOrDay.optional().meta({ description: 'The last instant, itself within; a day is meant whole.' }),
};

const AuditLogFields = z.strictObject({
  limit: Limit.optional(),
  cursor: Cursor.optional(),
  ...filters,
  covered_entity_id: z
    .union([CoveredEntityId, z.literal(PLATFORM_TREE)])
    .optional()
    .meta({
      description:
        'Platform operators name the covered entity, or `platform` for events that concern none; for others it is ' +
        'their own, and may be left out.',
    }),
});

export const AuditLogQuery = AuditLogFields.refine(
  ({ from, to }) => from === undefined || to === undefined || firstInstant(from) <= lastInstant(to),
  { path: ['to'], params: { code: 'before-from' } },
);

export const AuditLogPage = z
  .strictObject({
    items: z.array(AuditEventView).readonly(),
    unreadable_items: z.int().min(1).optional().meta({
      description:
        'Items of this page that are no audit events: something wrote into the table past the API. Tell security.',
    }),
    pending_reconciliation: z
      .int()
      .min(1)
      .optional()
      .meta({
        description:
          'Events of emergency access that the second audit sink keeps and the log does not show yet: the audit table was ' +
          'down when they happened.',
      }),
    next_cursor: Cursor.optional().meta({ description: 'Absent at the end of the list.' }),
  })
  .meta({ id: 'AuditLogPage' });
