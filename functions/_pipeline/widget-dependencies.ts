import type { ExpiringAgreementsDependencies } from '../../shared/application/show-expiring-agreements';
import type { BreakGlassQueueDependencies } from '../../shared/application/show-break-glass-queue';
import { once } from './composition-root';
import { emergencyGrants } from './patient-dependencies';
import { pipelineDependencies } from './pipeline-dependencies';

/** What the widget needs that shows the break-glass queue. */
export const breakGlassQueueDependencies = once((): BreakGlassQueueDependencies => {
  const { clock, randomness, audit, retentionYears } = pipelineDependencies();
  return { clock, randomness, audit, retentionYears, grants: emergencyGrants() };
});

/** What the widget needs that shows agreements that end soon. */
export const expiringAgreementsDependencies = once((): ExpiringAgreementsDependencies => {
  const { clock, randomness, audit, retentionYears, baas } = pipelineDependencies();
  return { clock, randomness, audit, retentionYears, baas };
});
