import { Effect, ManagedPolicy, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';

/**
 * The third layer of guarantee 3 in a role: a denial of every call to a Region that is not approved. It exempts no
 * global service, because no role of ours calls one; the service control policy of `npm run policy` does.
 */
export const approvedRegionsOnly = (approvedRegions: readonly string[]): PolicyStatement =>
  new PolicyStatement({
    sid: 'ApprovedRegionsOnly',
    effect: Effect.DENY,
    actions: ['*'],
    resources: ['*'],
    conditions: { StringNotEquals: { 'aws:RequestedRegion': [...approvedRegions] } },
  });

/** The same for a role whose permissions AWS wrote. */
export const confineToApprovedRegions = (role: Role, approvedRegions: readonly string[]): void => {
  role.addManagedPolicy(
    new ManagedPolicy(role, 'ApprovedRegions', {
      description: 'Guarantee 3: no Region that is not approved',
      statements: [approvedRegionsOnly(approvedRegions)],
    }),
  );
};
