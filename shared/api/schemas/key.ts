import * as z from 'zod';
import { DestructionCertificateSchema, KEY_STATES } from '../../domain/key-destruction';
import { Cursor, Limit, OptionalCoveredEntityId, Timestamp } from './fields';

export const KeyListQuery = z.strictObject({
  limit: Limit.optional(),
  cursor: Cursor.optional(),
  covered_entity_id: OptionalCoveredEntityId,
});

export const KeyEntityQuery = z.strictObject({ covered_entity_id: OptionalCoveredEntityId });

export const KeyPath = z.strictObject({
  version: z
    .string()
    .regex(/^[1-9][0-9]{0,8}$/)
    .meta({
      description: 'The version of the key.',
      override: { type: 'integer', minimum: 1, maximum: 999_999_999, pattern: undefined },
    }),
});

export const DestroyKeyQuery = z.strictObject({
  confirm: z.uuid().toLowerCase().meta({ description: 'The `key_id` of that version, as `GET /hipaa/keys` shows it.' }),
  covered_entity_id: OptionalCoveredEntityId,
});

const waiting = {
  requested_by: z.string().meta({ description: 'The user id of the first admin.' }),
  requested_at: Timestamp,
  lapses_at: Timestamp.meta({ description: 'Until then another admin may confirm: 24 hours.' }),
};

const keyNames = { key_id: z.uuid(), version: z.int().min(1) };

export const DestructionWaiting = z
  .strictObject({
    ...keyNames,
    ...waiting,
    warning: z.string().meta({ description: 'What the destruction takes along: the records of disclosures too.' }),
  })
  .meta({ id: 'KeyDestructionWaiting' });

export const DestructionCertificate = DestructionCertificateSchema.meta({
  id: 'KeyDestructionCertificate',
  description: 'That a key was destroyed, by whom, how, and from when on nobody can bring it back.',
});

export const KeyView = z
  .strictObject({
    ...keyNames,
    state: z.enum(KEY_STATES).meta({
      description: '`active`: the newest, which seals. `retired`: it opens. `destroyed`: what it sealed is lost.',
    }),
    created_at: Timestamp,
    age_days: z.int().min(0),
    destroyed_at: Timestamp.optional(),
    destruction_request: z.strictObject(waiting).optional().meta({
      description:
        'A destruction that waits for another admin. A version with one, or with one that lapsed, seals no more.',
    }),
    certificate: DestructionCertificate.optional(),
  })
  .meta({
    id: 'Key',
    description: 'A version of the covered entity’s key; the key itself never leaves KMS and memory.',
  });

export const KeyPage = z
  .strictObject({
    items: z.array(KeyView).readonly(),
    next_cursor: Cursor.optional().meta({ description: 'Absent at the end of the list.' }),
  })
  .meta({ id: 'KeyPage' });
