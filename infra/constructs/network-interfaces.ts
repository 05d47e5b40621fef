import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** What the Lambda service does in the name of a function's role, to put the function into its VPC. */
const ACTIONS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
] as const;

/**
 * The rights that the Lambda service needs, and their denial to the function's own code: calls that come from inside a
 * function carry `lambda:SourceFunctionArn`, the service's own do not.
 */
export const networkInterfaces = (): readonly PolicyStatement[] => [
  new PolicyStatement({ sid: 'NetworkInterfaces', actions: [...ACTIONS], resources: ['*'] }),
  new PolicyStatement({
    sid: 'NotByTheFunctionItself',
    effect: Effect.DENY,
    actions: [...ACTIONS],
    resources: ['*'],
    conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
  }),
];
