import { type Settings, SettingsSchema } from '../../shared/config/settings';
import { createLogger } from '../../shared/observability/logger';
import { createMetrics } from '../../shared/observability/metrics';

/** Made once per function instance, on first use; a failure is not kept. */
export const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};

export const logger = once(createLogger);
export const metrics = once(createMetrics);

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

/** The environment, read here and nowhere else in the functions. @throws MisconfiguredError */
export const settings = once((): Settings => {
  const parsed = SettingsSchema.safeParse(process.env);
  if (parsed.success) return parsed.data;
  throw new MisconfiguredError([...new Set(parsed.error.issues.map(({ path }) => String(path[0])))]);
});
