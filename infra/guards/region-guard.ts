import { ConfigurationError } from '../config/configuration-error';
import type { DeploymentConfig } from '../config/deployment-config';

/**
 * Guarantee 3: PHI stays in its Region. HIPAA does not ask for residency, so this is policy; what it serves is the
 * covered entity's agreement, which names the Region (45 CFR 164.504(e)).
 */
export const REGION_CONTROL = 'policy: PHI stays in an approved Region (guarantee 3)';

/** Whether a Region is on the list. A Region that is not yet known (a CDK token) never is. */
export const isApprovedRegion = (region: string, approvedRegions: readonly string[]): boolean =>
  approvedRegions.includes(region);

/** What is said to a person whose Region is refused. */
export const regionRefusal = (region: string, approvedRegions: readonly string[]): string =>
  `Region ${region} is not approved for PHI (approvedRegions in cdk.json: ${approvedRegions.join(', ')}); ` +
  'nothing was synthesised. Choose an approved one with -c region=…, or have the list in cdk.json changed by review.';

/**
 * Runs before any stack is made, so that no template is written for a Region that is not approved.
 * @throws ConfigurationError
 */
export const assertRegionApproved = ({
  region,
  approvedRegions,
}: Pick<DeploymentConfig, 'region' | 'approvedRegions'>): void => {
  if (!isApprovedRegion(region, approvedRegions)) throw new ConfigurationError(regionRefusal(region, approvedRegions));
};
