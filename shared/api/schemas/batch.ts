import * as z from 'zod';
import { Reference } from './fields';

const MAX_ITEMS = 100;

/** The items of a batch, as they are sent. */
export const batchOf = <Item extends z.ZodType>(item: Item) =>
  z.array(item).min(1).max(MAX_ITEMS).readonly().meta({ description: 'Answered in order, each for itself.' });

const ItemError = z
  .strictObject({
    error: z.strictObject({ code: z.enum(['phi-integrity-failure', 'baa-category-missing']) }),
    reference: Reference.optional(),
  })
  .meta({ id: 'ItemError', description: 'The item failed; nothing of it was sealed or opened.' });

/** The results of a batch: for each item its own, or why it failed. */
export const batchResponseOf = <Result extends z.ZodObject>(result: Result) =>
  z.strictObject({ items: z.array(z.union([result, ItemError])).readonly() });

/** A request in its single form or as a batch. Which one is meant, `formOf` tells by `items`. */
export const singleOrBatch = <Single extends z.ZodObject, Batch extends z.ZodObject>(single: Single, batch: Batch) =>
  z.union([single, batch]);

/**
 * The form that a value is meant to have: of a union of objects the one with `items` if it has that field. Checked
 * against that form alone, a wrong value has exact errors; a union would only say that no form fits. A discriminated
 * union tells its forms apart by itself.
 */
export const formOf = (schema: z.ZodType, value: unknown): z.ZodType => {
  if (!(schema instanceof z.ZodUnion) || schema instanceof z.ZodDiscriminatedUnion) return schema;
  const isBatch = typeof value === 'object' && value !== null && Object.hasOwn(value, 'items');
  const forms = schema.options.filter((option) => option instanceof z.ZodObject);
  return forms.find(({ shape }) => Object.hasOwn(shape, 'items') === isBatch) ?? schema;
};
