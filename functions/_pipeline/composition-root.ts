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

/** The environment, read here and nowhere else in the functions. @throws MisconfiguredError */
export const settings = once((): Settings => {
  const parsed = SettingsSchema.safeParse(process.env);
  if (parsed.success) return parsed.data;
  throw new MisconfiguredError([...new Set(parsed.error.issues.map(({ path }) => String(path[0])))]);
});
