import * as z from 'zod';

export const HealthView = z
  .strictObject({ status: z.literal('ok'), version: z.string(), region: z.string() })
  .meta({ id: 'Health' });

/** The OpenAPI document itself. */
export const OpenApiDocument = z.looseObject({ openapi: z.string() }).meta({ id: 'OpenApiDocument' });
