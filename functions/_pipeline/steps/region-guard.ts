import { DependencyUnavailableError } from '../../../shared/ports/errors';
import type { Step } from './step';

/**
 * Guarantee 3: nothing runs outside the approved Regions, and nothing while the HIPAA mode is off. Closed, not open.
 * A route without PHI that reports on just this may answer.
 */
export const regionGuard: Step = ({ deps, route }) => {
  if (!deps.enabled || !deps.allowedRegions.includes(deps.region)) {
    deps.metrics.count('Misconfigured');
    if (route.closed === 'answers') return;
    throw new DependencyUnavailableError('configuration');
  }
};
