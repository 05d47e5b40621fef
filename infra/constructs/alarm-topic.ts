import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type Condition, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/**
 * Where alarms go: a topic under a key of its own, which CloudWatch may use for alarms of this account and nothing else
 * may. People subscribe to it after the deployment (docs/runbooks/README.md). Its messages hold names and counts.
 */
export class AlarmTopic extends Construct {
  readonly topic: ITopic;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const key = new Key(this, 'Key', {
      description: 'Phiducia: notifications of alarms at rest',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const topic = new Topic(this, 'Topic', { displayName: 'Phiducia alarms', masterKey: key, enforceSSL: true });
    key.addToResourcePolicy(this.forAlarms(['kms:Decrypt', 'kms:GenerateDataKey*'], '*'));
    // A topic with a policy of its own has lost the one by which its account may publish.
    topic.addToResourcePolicy(this.forAlarms(['sns:Publish'], topic.topicArn));
    this.topic = topic;
  }

  private forAlarms(actions: readonly string[], resource: string): PolicyStatement {
    const { partition, region, account } = Stack.of(this);
    const conditions: Record<string, Condition> = {
      StringEquals: { 'aws:SourceAccount': account },
      ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
    };
    return new PolicyStatement({
      sid: 'CloudWatchAlarms',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: [...actions],
      resources: [resource],
      conditions,
    });
  }
}
