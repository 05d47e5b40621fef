import * as z from 'zod';
import { AuditEventSchema, PLATFORM_TREE } from '../../domain/audit-event';
import { CoveredEntityId, Cursor, Limit } from './fields';

/** An audit event on the wire is the event in the table: nothing is lost between the two. */
const AuditEventView = AuditEventSchema.meta({ id: 'AuditEvent' });

export const AuditLogQuery = z.strictObject({
  limit: Limit.optional(),
  cursor: Cursor.optional(),
  covered_entity_id: z
    .union([CoveredEntityId, z.literal(PLATFORM_TREE)])
    .optional()
    .meta({
      description:
        'Platform operators name the covered entity, or `platform` for events that concern none; for others it is ' +
        'their own, and may be left out.',
    }),
});

export const AuditLogPage = z
  .strictObject({
    items: z.array(AuditEventView).readonly(),
    unreadable_items: z.int().min(1).optional().meta({
      description:
        'Items of this page that are no audit events: something wrote into the table past the API. Tell security.',
    }),
    next_cursor: Cursor.optional().meta({ description: 'Absent at the end of the list.' }),
  })
  .meta({ id: 'AuditLogPage' });
