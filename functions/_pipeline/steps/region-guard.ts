import { DependencyUnavailableError } from '../../../shared/ports/errors';
import type { Step } from './step';

/** Guarantee 3: nothing runs outside the approved Regions, and nothing while the HIPAA mode is off. Closed, not open. */
export const regionGuard: Step = ({ deps }) => {
  if (!deps.enabled || !deps.allowedRegions.includes(deps.region)) {
    deps.metrics.count('Misconfigured');
    throw new DependencyUnavailableError('configuration');
  }
};
