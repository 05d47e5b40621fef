import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { emittedAlarms, platformAlarms, scheduleAlarms, streamAlarm } from '../constructs/alarm-definition';
import { AlarmTopic } from '../constructs/alarm-topic';
import { AuditReviewDashboard } from '../constructs/audit-review-dashboard';
import type { FunctionSurroundings } from '../constructs/bundled-function';
import { CustodyAlarms } from '../constructs/custody-alarms';
import { type CustodyResources, environmentResourcesOf, grantResourcesOf } from '../constructs/custody-resources';
import type { DeployableFunctions } from '../constructs/deployable-functions';
import { EncryptedLogGroup } from '../constructs/encrypted-log-group';
import { type DeployedSettings, routeEnvironment, serviceNameOf } from '../constructs/function-environment';
import { FunctionOutcomes } from '../constructs/function-outcomes';
import { OperationsDashboard } from '../constructs/operations-dashboard';
import { WidgetFunctions } from '../constructs/widget-functions';

export interface ObservabilityStackProps extends StackProps {
  readonly apiName: string;
  readonly functions: DeployableFunctions;
  readonly resources: CustodyResources;
  readonly settings: DeployedSettings;
  readonly surroundings: FunctionSurroundings;
  /** The log groups of functions, by stack. */
  readonly logGroups: Readonly<Record<'Api' | 'Evidence' | 'Identity', ILogGroup>>;
  /** The names of functions that streams feed, by function id. */
  readonly streamFunctionNames: Readonly<Record<string, string>>;
}

/** What people look at, and what calls them: dashboards, custom widgets, alarms, and their topic. */
export class ObservabilityStack extends Stack {
  constructor(scope: Construct, id: string, props: ObservabilityStackProps) {
    super(scope, id, props);
    const { apiName, functions, resources, settings, surroundings, logGroups, streamFunctionNames } = props;
    const { stage } = settings;
    const serviceName = serviceNameOf(stage);
    const { logGroup } = new EncryptedLogGroup(this, 'FunctionLogs', { encryptionKey: resources.dataKey });
    new FunctionOutcomes(this, 'Outcomes', { serviceName, logGroups: { ...logGroups, Observability: logGroup } });
    const { topic } = new AlarmTopic(this, 'AlarmTopic');
    new CustodyAlarms(this, 'Alarms', {
      serviceName,
      topic,
      alarms: [
        ...emittedAlarms(serviceName),
        ...scheduleAlarms(serviceName),
        ...Object.entries(streamFunctionNames).map(([functionId, name]) => streamAlarm(functionId, name)),
        ...platformAlarms({ serviceName, apiName, auditTableName: resources.tables.audit.tableName }),
      ],
    });
    const { widgets } = new WidgetFunctions(this, 'Widgets', {
      functions,
      grantResources: grantResourcesOf(this, resources),
      environment: routeEnvironment(environmentResourcesOf(resources), settings),
      logGroup,
      surroundings,
    });
    new AuditReviewDashboard(this, 'AuditReview', { serviceName, requestLog: logGroups.Api, widgets });
    new OperationsDashboard(this, 'Operations', {
      serviceName,
      apiName,
      stage,
      tables: resources.tables,
      streamFunctionNames: Object.values(streamFunctionNames),
    });
    new CfnOutput(this, 'AlarmTopicArn', { value: topic.topicArn });
  }
}
