import { Stack } from 'aws-cdk-lib';
import {
  CfnSecurityGroupEgress,
  FlowLogDestination,
  FlowLogTrafficType,
  IpAddresses,
  type ISecurityGroup,
  type IVpc,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { gatewayPrefixListsOf } from '../config/gateway-prefix-lists';
import { acknowledge } from '../guards/acknowledge';
import { EncryptedLogGroup } from './encrypted-log-group';
import { FlowLogRole } from './flow-log-role';
import { HTTPS_PORT, ServiceEndpoints } from './service-endpoints';

export interface FunctionNetworkProps {
  readonly encryptionKey: IKey;
  readonly approvedRegions: readonly string[];
}

/** Where functions run, when the deployment chose a VPC. */
export interface FunctionPlace {
  readonly vpc: IVpc;
  readonly securityGroup: ISecurityGroup;
}

/**
 * A VPC without a way out: isolated subnets in two zones, no internet or NAT gateway, and endpoints of the AWS services
 * that functions call. A function that was made to send PHI elsewhere finds no route (guarantee 5; 45 CFR 164.312(e)(1)).
 */
export class FunctionNetwork extends Construct implements FunctionPlace {
  readonly vpc: Vpc;
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, { encryptionKey, approvedRegions }: FunctionNetworkProps) {
    super(scope, id);
    this.vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr('10.76.0.0/20'),
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'Functions', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 22 }],
      // CDK's way to close it is a function of its own, in a stack that has no other.
      restrictDefaultSecurityGroup: false,
    });
    this.logFlows(encryptionKey, approvedRegions);
    this.securityGroup = this.groupOfFunctions();
    acknowledge(
      this.vpc,
      'hipaa',
      'VPCDefaultSecurityGroupClosed',
      'CloudFormation cannot close a default group. Nothing is in it: functions and endpoints name their own groups.',
    );
  }

  private groupOfFunctions(): SecurityGroup {
    const functions = new SecurityGroup(this, 'FunctionsGroup', {
      vpc: this.vpc,
      description: 'Phiducia: functions, which call AWS services and accept nothing',
      allowAllOutbound: false,
    });
    const { securityGroup: endpoints } = new ServiceEndpoints(this, 'Endpoints', { vpc: this.vpc, callers: functions });
    const { s3, dynamodb } = gatewayPrefixListsOf(Stack.of(this).region);
    // Not `addEgressRule`, whose logical ids hold the stage.
    const https = { groupId: functions.securityGroupId, ipProtocol: 'tcp', fromPort: HTTPS_PORT, toPort: HTTPS_PORT };
    new CfnSecurityGroupEgress(this, 'ToEndpoints', {
      ...https,
      destinationSecurityGroupId: endpoints.securityGroupId,
      description: 'HTTPS to the interface endpoints',
    });
    new CfnSecurityGroupEgress(this, 'ToDynamodb', {
      ...https,
      destinationPrefixListId: dynamodb,
      description: 'HTTPS to DynamoDB by its gateway endpoint',
    });
    new CfnSecurityGroupEgress(this, 'ToS3', {
      ...https,
      destinationPrefixListId: s3,
      description: 'HTTPS to S3 by its gateway endpoint',
    });
    return functions;
  }

  /** Who spoke with whom, in addresses and ports; never what was said (45 CFR 164.312(b)). */
  private logFlows(encryptionKey: IKey, approvedRegions: readonly string[]): void {
    const { logGroup } = new EncryptedLogGroup(this, 'FlowLog', { encryptionKey });
    const { role } = new FlowLogRole(this, 'FlowLogAccess', { logGroup, approvedRegions });
    this.vpc.addFlowLog('Flows', {
      trafficType: FlowLogTrafficType.ALL,
      destination: FlowLogDestination.toCloudWatchLogs(logGroup, role),
    });
  }
}
