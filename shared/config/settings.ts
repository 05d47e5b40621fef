import * as z from 'zod';

/** HIPAA's floor for documentation, which the audit log follows: 45 CFR 164.316(b)(2)(i). */
export const MINIMUM_RETENTION_YEARS = 6;

const tableName = z.string().regex(/^[A-Za-z0-9_.-]{3,255}$/);

/** `["us-east-1","us-west-2"]`, EP-050's form. */
const RegionList = z.string().transform((text, context): readonly string[] => {
  try {
    return z
      .array(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/))
      .min(1)
      .parse(JSON.parse(text));
  } catch {
    context.addIssue({ code: 'custom', message: 'must be a JSON array of Region names' });
    return z.NEVER;
  }
});

/** Every environment variable that a function reads. The table for people is docs/configuration.md. */
export const SettingsSchema = z.object({
  AWS_REGION: z.string(),
  HIPAA_ENABLED: z.enum(['true', 'false']).default('true'),
  HIPAA_ALLOWED_REGIONS: RegionList,
  HIPAA_AUDIT_LOG_RETENTION_YEARS: z.coerce
    .number()
    .int()
    .min(MINIMUM_RETENTION_YEARS)
    .max(100)
    .default(MINIMUM_RETENTION_YEARS),
  AUDIT_TABLE_NAME: tableName,
  AUDIT_DAYS_TABLE_NAME: tableName,
  BAA_TABLE_NAME: tableName,
  IDEMPOTENCY_TABLE_NAME: tableName,
  TENANT_KEYS_TABLE_NAME: tableName,
  ROLLUPS_TABLE_NAME: tableName,
  SEQUENCE_TABLE_NAME: tableName,
  SESSIONS_TABLE_NAME: tableName,
  PHI_KEY_ARN: z.string().regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/),
  CURSOR_KEY_SECRET_ARN: z.string().min(1),
  USER_POOL_CLIENT_ID: z.string().min(1),
  SESSION_IDLE_MINUTES: z.coerce.number().int().min(1).max(60).default(15),
  SESSION_ABSOLUTE_HOURS: z.coerce.number().int().min(1).max(24).default(12),
});

export type Settings = z.output<typeof SettingsSchema>;

/** The name of a setting. */
export type SettingName = keyof typeof SettingsSchema.shape;
