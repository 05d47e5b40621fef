import { DependencyUnavailableError } from '../../../shared/ports/errors';
import type { Step } from './step';

/**
 * Guarantee 3: nothing runs outside the approved Regions, and nothing while the HIPAA mode is off, but for what tells so.
 * Closed, not open.
 */
export const regionGuard: Step = ({ deps, route }) => {
  if (!deps.enabled || !deps.allowedRegions.includes(deps.region)) {
    deps.metrics.count('Misconfigured');
    if (route.closed === 'answers') return;
    throw new DependencyUnavailableError('configuration');
  }
};
