import { type IRole, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from '../guards/acknowledge';
import { approvedRegionsOnly } from './approved-regions-only';
import type { Grant } from './grant';
import { networkInterfaces } from './network-interfaces';

export interface FunctionRoleProps {
  readonly functionId: string;
  readonly grants: readonly Grant[];
  readonly logGroup: ILogGroup;
  readonly approvedRegions: readonly string[];
  /** Whether the function is in a VPC, where the Lambda service needs its role to make network interfaces. */
  readonly inVpc: boolean;
}

const allow = ({ actions, resources, conditions }: Grant): PolicyStatement =>
  new PolicyStatement({ actions: [...actions], resources: [...resources], conditions });

const XRAY = 'X-Ray: PutTraceSegments and PutTelemetryRecords take no resource.';
const INTERFACES =
  'The network interfaces that the Lambda service makes for a function in a VPC have no name before; the function’s own ' +
  'code is denied these actions.';

/**
 * The role of one function: one managed policy with its capabilities, its log group, and tracing; and the third layer
 * of guarantee 3, a denial of every Region that is not approved.
 */
export class FunctionRole extends Construct {
  /** Constructs that use it cannot add to it: what the role may do stands here. */
  readonly role: IRole;

  constructor(scope: Construct, id: string, props: FunctionRoleProps) {
    super(scope, id);
    const policy = new ManagedPolicy(this, 'Policy', {
      description: `What ${props.functionId} may do`,
      statements: [
        ...props.grants.map(allow),
        allow({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [props.logGroup.logGroupArn] }),
        // X-Ray has no resources to name.
        allow({ actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] }),
        ...(props.inVpc ? networkInterfaces() : []),
        approvedRegionsOnly(props.approvedRegions),
      ],
    });
    acknowledge(policy, 'solutions', 'IAM5[Resource::*]', props.inVpc ? `${XRAY} ${INTERFACES}` : XRAY);
    for (const { wildcard } of props.grants) {
      if (wildcard !== undefined) acknowledge(policy, 'solutions', wildcard.rule, wildcard.reason);
    }
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Phiducia: ${props.functionId}`,
      managedPolicies: [policy],
    });
    this.role = role.withoutPolicyUpdates();
  }
}
