import * as z from 'zod';
import { AllowedOriginsSchema } from './allowed-origins';

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

/** `["https://app.example.org"]`. */
const OriginList = z.string().transform((text, context): readonly string[] => {
  try {
    return AllowedOriginsSchema.parse(JSON.parse(text));
  } catch {
    context.addIssue({ code: 'custom', message: 'must be a JSON array of origins' });
    return z.NEVER;
  }
});

/** A whole number in decimal digits: no sign, no space, no other base, no exponent. */
const wholeNumber = (least: number, most: number, otherwise: number) =>
  z
    .string()
    .regex(/^\d{1,4}$/)
    .transform(Number)
    .pipe(z.int().min(least).max(most))
    .default(otherwise);

const MAXIMUM_RETENTION_YEARS = 100;

/** Every environment variable that a function reads. The table for people is docs/configuration.md. */
export const SettingsSchema = z.object({
  AWS_REGION: z.string(),
  HIPAA_ENABLED: z.enum(['true', 'false']).default('true'),
  HIPAA_ALLOWED_REGIONS: RegionList,
  HIPAA_AUDIT_LOG_RETENTION_YEARS: wholeNumber(
    MINIMUM_RETENTION_YEARS,
    MAXIMUM_RETENTION_YEARS,
    MINIMUM_RETENTION_YEARS,
  ),
  AUDIT_TABLE_NAME: tableName,
  AUDIT_DAYS_TABLE_NAME: tableName,
  BAA_TABLE_NAME: tableName,
  DISCLOSURES_TABLE_NAME: tableName,
  IDEMPOTENCY_TABLE_NAME: tableName,
  JOBS_TABLE_NAME: tableName,
  TENANT_KEYS_TABLE_NAME: tableName,
  RECONCILIATION_TABLE_NAME: tableName,
  ROLLUPS_TABLE_NAME: tableName,
  SEQUENCE_TABLE_NAME: tableName,
  SESSIONS_TABLE_NAME: tableName,
  PATIENTS_TABLE_NAME: tableName,
  CARE_TEAMS_TABLE_NAME: tableName,
  PATIENT_INDEX_TABLE_NAME: tableName,
  BIOMETRICS_TABLE_NAME: tableName,
  EMERGENCY_GRANTS_TABLE_NAME: tableName,
  EMERGENCY_SUSPENSIONS_TABLE_NAME: tableName,
  BREACH_ASSESSMENTS_TABLE_NAME: tableName,
  EVIDENCE_BUCKET_NAME: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
  PHI_KEY_ARN: z.string().regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/),
  CURSOR_KEY_SECRET_ARN: z.string().min(1),
  FERNET_SECRET_PREFIX: z.string().regex(/^[A-Za-z0-9/_+=.@-]{1,256}$/),
  USER_POOL_CLIENT_ID: z.string().min(1),
  SERVICE_NAME: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/)
    .default('phiducia'),
  SESSION_IDLE_MINUTES: wholeNumber(1, 60, 15),
  SESSION_ABSOLUTE_HOURS: wholeNumber(1, 24, 12),
  CORS_ALLOWED_ORIGINS: OriginList.prefault('[]'),
});

export type Settings = z.output<typeof SettingsSchema>;

/** The name of a setting. */
export type SettingName = keyof typeof SettingsSchema.shape;
