import { Aws } from 'aws-cdk-lib';
import {
  CfnSecurityGroupIngress,
  GatewayVpcEndpointAwsService,
  type ISecurityGroup,
  InterfaceVpcEndpointAwsService,
  SecurityGroup,
  type Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

export interface ServiceEndpointsProps {
  readonly vpc: Vpc;
  readonly callers: ISecurityGroup;
}

export const HTTPS_PORT = 443;

/** Reached by the route table, free of charge. */
const GATEWAYS = {
  Dynamodb: { service: GatewayVpcEndpointAwsService.DYNAMODB, actions: 'dynamodb:*' },
  S3: { service: GatewayVpcEndpointAwsService.S3, actions: 's3:*' },
} as const;

/**
 * Reached by an address in each subnet, at a price per hour. The Lambda service itself delivers a function's log lines
 * and polls its streams; CloudWatch Logs and X-Ray are here for what a function sends by itself.
 */
const INTERFACES = {
  Kms: { service: InterfaceVpcEndpointAwsService.KMS, actions: 'kms:*' },
  SecretsManager: { service: InterfaceVpcEndpointAwsService.SECRETS_MANAGER, actions: 'secretsmanager:*' },
  Logs: { service: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS, actions: 'logs:*' },
  Xray: { service: InterfaceVpcEndpointAwsService.XRAY, actions: 'xray:*' },
} as const;

/**
 * Only this account's principals, on this account's resources: a stranger's credentials cannot carry PHI into a
 * stranger's table through our endpoint. What each function may do is its role's to say.
 */
const thisAccountOnly = (actions: string): PolicyStatement =>
  new PolicyStatement({
    principals: [new AnyPrincipal()],
    actions: [actions],
    resources: ['*'],
    conditions: {
      StringEquals: { 'aws:PrincipalAccount': Aws.ACCOUNT_ID, 'aws:ResourceAccount': Aws.ACCOUNT_ID },
    },
  });

/** The endpoints of a VPC, which are its only way out. */
export class ServiceEndpoints extends Construct {
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, { vpc, callers }: ServiceEndpointsProps) {
    super(scope, id);
    this.securityGroup = new SecurityGroup(this, 'Group', {
      vpc,
      description: 'Phiducia: interface endpoints, for the functions alone',
      allowAllOutbound: false,
    });
    // Not `addIngressRule`, whose logical id holds the stage.
    new CfnSecurityGroupIngress(this, 'FromFunctions', {
      groupId: this.securityGroup.securityGroupId,
      sourceSecurityGroupId: callers.securityGroupId,
      ipProtocol: 'tcp',
      fromPort: HTTPS_PORT,
      toPort: HTTPS_PORT,
      description: 'HTTPS from the functions',
    });
    for (const [name, { service, actions }] of Object.entries(GATEWAYS)) {
      vpc.addGatewayEndpoint(name, { service }).addToPolicy(thisAccountOnly(actions));
    }
    for (const [name, { service, actions }] of Object.entries(INTERFACES)) {
      const endpoint = vpc.addInterfaceEndpoint(name, {
        service,
        privateDnsEnabled: true,
        open: false,
        securityGroups: [this.securityGroup],
      });
      endpoint.addToPolicy(thisAccountOnly(actions));
    }
  }
}
