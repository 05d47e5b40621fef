import { type SettingName, type Settings, SettingsSchema } from '../../shared/config/settings';
import { createLogger } from '../../shared/observability/logger';
import { createMetrics } from '../../shared/observability/metrics';

/**
 * Made once per function instance, on first use; a failure is not kept. The bundler takes a call of this for free of
 * effects (`infra/bundle/source-diets.ts`): dependencies that a function does not import stay out of its bundle.
 */
export const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};

export const logger = once(createLogger);
/** Read by itself: what cannot be configured must be counted too. */
const serviceName = (): string =>
  SettingsSchema.shape.SERVICE_NAME.safeParse(process.env.SERVICE_NAME).data ?? 'phiducia';
export const metrics = once(() => createMetrics(serviceName()));

/** Lambda's runtime is told by this variable where to ask for events. */
export const inLambda = (): boolean => process.env.AWS_LAMBDA_RUNTIME_API !== undefined;

/** The names of variables that are missing or wrong; never their values. */
export class MisconfiguredError extends Error {
  override readonly name = 'MisconfiguredError';

  constructor(readonly settings: readonly string[]) {
    super('misconfigured');
  }
}

/** Where a function runs, and whether it may (guarantee 3). */
const Residency = SettingsSchema.pick({ AWS_REGION: true, HIPAA_ENABLED: true, HIPAA_ALLOWED_REGIONS: true });

/**
 * The Region, for functions that need no other setting: they answer 503 outside the approved ones as well.
 * @throws MisconfiguredError
 */
export const openRegion = once((): string => {
  const { success, data } = Residency.safeParse(process.env);
  if (success && data.HIPAA_ENABLED === 'true' && data.HIPAA_ALLOWED_REGIONS.includes(data.AWS_REGION)) {
    return data.AWS_REGION;
  }
  throw new MisconfiguredError(Object.keys(Residency.shape));
});

/** The origins of CORS, as far as the setting is right: an answer that tells of wrong settings has headers too. */
export const allowedOrigins = once((): readonly string[] => {
  const { data } = SettingsSchema.shape.CORS_ALLOWED_ORIGINS.safeParse(process.env.CORS_ALLOWED_ORIGINS);
  return data ?? [];
});

/** The environment, read here and nowhere else in the functions. @throws MisconfiguredError */
export const settings = once((): Settings => {
  const parsed = SettingsSchema.safeParse(process.env);
  if (parsed.success) return parsed.data;
  throw new MisconfiguredError([...new Set(parsed.error.issues.map(({ path }) => String(path[0])))]);
});

/**
 * What stands in for a setting that is missing or wrong where the readiness report has to be made nevertheless: each
 * one closes, or names what does not exist. Without the others nobody can be authenticated, so there is no report.
 */
const STAND_INS: Partial<Record<SettingName, string>> = {
  HIPAA_ENABLED: 'false',
  HIPAA_ALLOWED_REGIONS: '["no-region-0"]',
  HIPAA_AUDIT_LOG_RETENTION_YEARS: '6',
  AUDIT_TABLE_NAME: 'misconfigured',
  AUDIT_DAYS_TABLE_NAME: 'misconfigured',
  BAA_TABLE_NAME: 'misconfigured',
  IDEMPOTENCY_TABLE_NAME: 'misconfigured',
  TENANT_KEYS_TABLE_NAME: 'misconfigured',
  RECONCILIATION_TABLE_NAME: 'misconfigured',
  EVIDENCE_BUCKET_NAME: 'misconfigured',
  PHI_KEY_ARN: 'arn:aws:kms:us-east-1:000000000000:key/misconfigured',
  CURSOR_KEY_SECRET_ARN: 'misconfigured',
};

/** Settings of which some may be stand-ins: `wrong` names them. */
interface ReadableSettings {
  readonly settings: Settings;
  readonly wrong: readonly SettingName[];
}

/** The settings, as far as they are right, for the one function that reports what is not. @throws MisconfiguredError */
export const readableSettings = (): ReadableSettings => {
  const wrong = (Object.keys(SettingsSchema.shape) as SettingName[]).filter(
    (name) => !SettingsSchema.shape[name].safeParse(process.env[name]).success,
  );
  if (wrong.length > 0) {
    metrics().count('Misconfigured');
    logger().error('misconfigured', { settings: wrong });
  }
  const parsed = SettingsSchema.safeParse({
    ...process.env,
    ...Object.fromEntries(wrong.map((name) => [name, STAND_INS[name] ?? process.env[name]])),
  });
  if (!parsed.success) throw new MisconfiguredError(wrong);
  return { settings: parsed.data, wrong };
};

/** Where S3 is, if it is not AWS's own: the one address that no SDK client looks up by itself. */
export const s3Endpoint = (): string | undefined => process.env.AWS_ENDPOINT_URL_S3;

/** `local` where anything but AWS's own addresses is called: the answers of stand-ins prove nothing about AWS. */
export const mode = (): 'local' | 'aws' =>
  Object.keys(process.env).some((name) => name.startsWith('AWS_ENDPOINT_URL')) ? 'local' : 'aws';
