import { Annotations, type IAspect, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isApprovedRegion, REGION_CONTROL, regionRefusal } from './region-guard';

/**
 * Checks what was made anyway: a stack that somebody adds with a Region of its own, or with none (its Region would be
 * decided by whoever deploys), fails the synthesis.
 */
export class ApprovedRegionAspect implements IAspect {
  constructor(private readonly approvedRegions: readonly string[]) {}

  visit(node: IConstruct): void {
    if (!Stack.isStack(node) || isApprovedRegion(node.region, this.approvedRegions)) return;
    const region = Token.isUnresolved(node.region) ? 'that is not known at synthesis' : node.region;
    Annotations.of(node).addError(`${regionRefusal(region, this.approvedRegions)} [${REGION_CONTROL}]`);
  }
}
