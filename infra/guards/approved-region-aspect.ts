import { Annotations, CfnResource, type IAspect, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type Properties, unjudgeableCopies } from './copies';
import { regionNamesIn } from './region-names';
import { isApprovedRegion, REGION_CONTROL, regionRefusal } from './region-guard';

const refuse = (node: IConstruct, reason: string): void => {
  Annotations.of(node).addError(`${reason} [${REGION_CONTROL}]`);
};

/**
 * Checks what was made anyway. The synthesis fails for a stack in a Region of its own, or in none (whoever deploys would
 * decide); for a resource that names a Region off the list anywhere, as a replica, a copy, a reference, or an ARN; and for
 * one that copies its data to a place that synthesis cannot judge. References between stacks of different Regions lead
 * from one checked stack to another.
 */
export class ApprovedRegionAspect implements IAspect {
  constructor(private readonly approvedRegions: readonly string[]) {}

  visit(node: IConstruct): void {
    if (Stack.isStack(node)) this.checkStack(node);
    else if (CfnResource.isCfnResource(node)) this.checkResource(node);
  }

  private checkStack(stack: Stack): void {
    if (isApprovedRegion(stack.region, this.approvedRegions)) return;
    const region = Token.isUnresolved(stack.region) ? 'that is not known at synthesis' : stack.region;
    refuse(stack, regionRefusal(region, this.approvedRegions));
  }

  private checkResource(resource: CfnResource): void {
    const properties = propertiesOf(resource);
    for (const region of regionNamesIn(properties)) {
      if (!isApprovedRegion(region, this.approvedRegions))
        refuse(resource, regionRefusal(region, this.approvedRegions));
    }
    for (const copy of unjudgeableCopies(resource.cfnResourceType, properties)) {
      refuse(resource, `PHI may be in an approved Region only, and this is ${copy}: name the Region, or leave it out.`);
    }
  }
}

const propertiesOf = (resource: CfnResource): Properties => {
  const fragment = Stack.of(resource).resolve(resource._toCloudFormation()) as {
    readonly Resources?: Readonly<Record<string, { readonly Properties?: Properties }>>;
  };
  return Object.values(fragment.Resources ?? {})[0]?.Properties ?? {};
};
