import type { _Record as StreamRecord } from '@aws-sdk/client-dynamodb-streams';
import { LOCAL_REGION } from '../local-resources';

/** The SDK's values as Lambda writes them in JSON: bytes in base64, and the rest as it is. */
const wireValue = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(wireValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, wireValue(member)]));
};

const epochSeconds = (date: Date | undefined): number | undefined =>
  date === undefined ? undefined : Math.floor(date.getTime() / 1000);

const wireRecord = ({ dynamodb, userIdentity, ...record }: StreamRecord, streamArn: string): object => ({
  ...record,
  awsRegion: LOCAL_REGION,
  eventSource: 'aws:dynamodb',
  eventSourceARN: streamArn,
  dynamodb: {
    ...dynamodb,
    ApproximateCreationDateTime: epochSeconds(dynamodb?.ApproximateCreationDateTime),
    Keys: wireValue(dynamodb?.Keys),
    NewImage: wireValue(dynamodb?.NewImage),
    OldImage: wireValue(dynamodb?.OldImage),
  },
  ...(userIdentity === undefined
    ? {}
    : { userIdentity: { type: userIdentity.Type, principalId: userIdentity.PrincipalId } }),
});

/** The event with which Lambda hands records of a DynamoDB stream to a function, as JSON. */
export const streamEvent = (records: readonly StreamRecord[], streamArn: string): string =>
  JSON.stringify({ Records: records.map((record) => wireRecord(record, streamArn)) });
