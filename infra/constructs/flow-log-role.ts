import { type IRole, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { approvedRegionsOnly } from './approved-regions-only';

export interface FlowLogRoleProps {
  readonly logGroup: ILogGroup;
  readonly approvedRegions: readonly string[];
}

/** What the VPC's flow logs may do: write to one log group. */
export class FlowLogRole extends Construct {
  /** Constructs that use it cannot add to it. */
  readonly role: IRole;

  constructor(scope: Construct, id: string, { logGroup, approvedRegions }: FlowLogRoleProps) {
    super(scope, id);
    const policy = new ManagedPolicy(this, 'Policy', {
      description: 'What the flow logs of the VPC may do',
      statements: [
        new PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
          resources: [logGroup.logGroupArn],
        }),
        approvedRegionsOnly(approvedRegions),
      ],
    });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com'),
      managedPolicies: [policy],
    }).withoutPolicyUpdates();
  }
}
