import { type Baa, baaStatus } from './baa';

/** Where a deployment may process PHI, and where it runs. */
export interface ResidencyPolicy {
  readonly enabled: boolean;
  readonly region: string;
  readonly allowedRegions: readonly string[];
}

/** Where a covered entity's PHI may be, and whether that holds. */
export interface Residency {
  readonly compliant: boolean;
  readonly hipaa_enabled: boolean;
  readonly region: string;
  readonly region_approved: boolean;
  readonly approved_regions: readonly string[];
  readonly agreements: readonly {
    readonly baa_id: string;
    readonly data_residency_region: string;
    readonly compliant: boolean;
  }[];
}

/**
 * Judges residency: this Region must be approved, and so must be the one that each active agreement names, which must be
 * this one, because PHI that is handled here is kept here. No active agreement, nothing that could be elsewhere.
 */
export const judgeResidency = (
  { enabled, region, allowedRegions }: ResidencyPolicy,
  agreements: readonly Baa[],
  now: Date,
): Residency => {
  const region_approved = allowedRegions.includes(region);
  const judged = agreements
    .filter((baa) => baaStatus(baa, now) === 'active')
    .map(({ id, data_residency_region }) => ({
      baa_id: id,
      data_residency_region,
      compliant: data_residency_region === region && region_approved,
    }));
  return {
    compliant: region_approved && judged.every(({ compliant }) => compliant),
    hipaa_enabled: enabled,
    region,
    region_approved,
    approved_regions: allowedRegions,
    agreements: judged,
  };
};
