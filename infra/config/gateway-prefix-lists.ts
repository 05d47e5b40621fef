import { ConfigurationError } from './configuration-error';

/** The addresses of a Region's S3 and DynamoDB, as AWS keeps them for gateway endpoints. */
export interface GatewayPrefixLists {
  readonly s3: string;
  readonly dynamodb: string;
}

/** The same in every account; `aws ec2 describe-managed-prefix-lists` shows them. No template can look them up. */
const PREFIX_LISTS: Readonly<Record<string, GatewayPrefixLists>> = {
  'us-east-1': { s3: 'pl-63a5400a', dynamodb: 'pl-02cd2c6b' },
  'us-west-2': { s3: 'pl-68a54001', dynamodb: 'pl-00a54069' },
};

/** @throws ConfigurationError for an approved Region whose lists nobody has put down here */
export const gatewayPrefixListsOf = (region: string): GatewayPrefixLists => {
  const found = PREFIX_LISTS[region];
  if (found !== undefined) return found;
  throw new ConfigurationError(
    `The VPC of Region ${region} needs the prefix lists of its S3 and DynamoDB in infra/config/gateway-prefix-lists.ts ` +
      '(aws ec2 describe-managed-prefix-lists shows them); nothing was synthesised.',
  );
};
