import { Fn, Stack, type StackProps } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { FunctionNetwork, type FunctionPlace } from '../constructs/function-network';

export interface NetworkStackProps extends StackProps {
  readonly dataKey: IKey;
  readonly approvedRegions: readonly string[];
}

/** The network of the functions, where the deployment chose one (`-c vpc=true`). */
export class NetworkStack extends Stack {
  readonly place: FunctionPlace;

  constructor(scope: Construct, id: string, { dataKey, approvedRegions, ...props }: NetworkStackProps) {
    super(scope, id, props);
    this.place = new FunctionNetwork(this, 'Network', { encryptionKey: dataKey, approvedRegions });
  }

  /** The first two zones, by CloudFormation: CDK would look them up in the account, and none is at hand. */
  override get availabilityZones(): string[] {
    return [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
  }
}
