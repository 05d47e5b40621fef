import * as z from 'zod';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { AuditChange } from '../../domain/audit-sequence';
import type { Item } from './audit-item';
import { sequenceEntry } from './sequence-entry';

/** As much of `DynamoDBStreamEvent` as is read; items are checked when they are read as events. */
const Image = z.record(
  z.string(),
  z.custom<AttributeValue>((value) => typeof value === 'object' && value !== null),
);
const Record = z.object({
  eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
  dynamodb: z.object({
    SequenceNumber: z.string().min(1),
    ApproximateCreationDateTime: z.number().optional(),
    Keys: Image,
    NewImage: Image.optional(),
    OldImage: Image.optional(),
  }),
  userIdentity: z.object({ type: z.string().nullish(), principalId: z.string().nullish() }).nullish(),
});
const StreamEvent = z.object({ Records: z.array(Record).max(10_000) });

const CHANGES = { INSERT: 'inserted', MODIFY: 'modified', REMOVE: 'removed' } as const;
/** Who TTL's removals are by: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html */
const TTL_PRINCIPAL = 'dynamodb.amazonaws.com';

const changeOf = ({ eventName, dynamodb, userIdentity }: z.output<typeof Record>): AuditChange => {
  const { Keys: keys, NewImage, OldImage, ApproximateCreationDateTime: seconds = 0 } = dynamodb;
  const image: Item = (eventName === 'INSERT' ? NewImage : OldImage) ?? {};
  return {
    sequence_number: dynamodb.SequenceNumber,
    change: CHANGES[eventName],
    by_ttl: userIdentity?.type === 'Service' && userIdentity.principalId === TTL_PRINCIPAL,
    entry: sequenceEntry({ ...image, ...keys }, new Date(seconds * 1000)),
  };
};

/**
 * The changes that a batch of the audit table's stream tells of, in its order.
 * @throws ZodError when this is not a stream's event with new and old images.
 */
export const auditChanges = (event: unknown): readonly AuditChange[] => StreamEvent.parse(event).Records.map(changeOf);
