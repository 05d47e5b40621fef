import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { type Job, JobSchema } from '../../domain/job';

const Image = z.record(
  z.string(),
  z.custom<AttributeValue>((value) => typeof value === 'object' && value !== null),
);
const StreamEvent = z.object({
  Records: z.array(z.object({ dynamodb: z.object({ NewImage: Image.optional() }) })).max(10_000),
});

/**
 * The jobs as a batch of the jobs table's stream shows them, in its order; removals and items that are no jobs left out.
 * @throws ZodError when this is not a stream's event
 */
export const jobImages = (event: unknown): readonly Job[] =>
  StreamEvent.parse(event).Records.flatMap(({ dynamodb: { NewImage: image } }) =>
    image === undefined ? [] : (JobSchema.safeParse(unmarshall(image)).data ?? []),
  );
