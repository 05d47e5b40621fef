import { Duration } from 'aws-cdk-lib';
import { Dashboard, type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { catalogueRow, graph, heading, searched } from './dashboard-parts';
import { splitMetric } from './emitted-metric';
import { outcomeMetric } from './function-outcomes';

export interface OperationsDashboardProps {
  readonly serviceName: string;
  readonly apiName: string;
  readonly stage: string;
  readonly tables: Readonly<Record<string, ITable>>;
  /** The names of functions that streams feed. */
  readonly streamFunctionNames: readonly string[];
}

const period = Duration.minutes(5);

/** KMS counts calls for the account as a whole, by quota. */
const kmsCalls = (): IMetric =>
  new Metric({
    namespace: 'AWS/Usage',
    metricName: 'CallCount',
    dimensionsMap: { Service: 'KMS', Type: 'API', Resource: 'CryptographicOperationsSymmetric', Class: 'None' },
    statistic: 'Sum',
    period,
    label: 'Symmetric operations of KMS in this account',
  });

/** Whether it works, and how fast. */
export class OperationsDashboard extends Construct {
  constructor(scope: Construct, id: string, props: OperationsDashboardProps) {
    super(scope, id);
    const { serviceName, apiName, stage, tables, streamFunctionNames } = props;
    const endpoints = 'AWS/ApiGateway,ApiName,Method,Resource,Stage';
    const endpointTerms = (metricName: string): string => `MetricName="${metricName}" ApiName="${apiName}"`;
    // Functions are named by CloudFormation after their stacks: `Phiducia-<stage>-…`.
    const functionTerms = (metricName: string): string => `MetricName="${metricName}" Phiducia ${stage}`;
    const throttles = (metricName: string): readonly IMetric[] =>
      Object.entries(tables).map(
        ([label, { tableName }]) =>
          new Metric({
            namespace: 'AWS/DynamoDB',
            metricName,
            dimensionsMap: { TableName: tableName },
            statistic: 'Sum',
            period,
            label,
          }),
      );
    const ages = streamFunctionNames.map(
      (FunctionName) =>
        new Metric({
          namespace: 'AWS/Lambda',
          metricName: 'IteratorAge',
          dimensionsMap: { FunctionName },
          statistic: 'Maximum',
          period,
        }),
    );
    new Dashboard(this, 'Dashboard', {
      dashboardName: `${serviceName}-operations`,
      widgets: [
        [heading('Requests')],
        [
          ...catalogueRow(serviceName, 'Requests'),
          graph('RequestFailed by operation', [splitMetric({ serviceName, name: 'RequestFailed' }, 'operation')]),
        ],
        [
          searched('Latency by endpoint, 95 %, in ms', endpoints, endpointTerms('Latency'), 'p95'),
          searched('Answers 5xx by endpoint', endpoints, endpointTerms('5XXError'), 'Sum'),
        ],
        [heading('Functions')],
        [
          graph('Without an answer', [
            outcomeMetric(serviceName, 'FunctionTimeout'),
            outcomeMetric(serviceName, 'FunctionError'),
          ]),
          searched('Errors by function', 'AWS/Lambda,FunctionName', functionTerms('Errors'), 'Sum'),
          searched('Throttles by function', 'AWS/Lambda,FunctionName', functionTerms('Throttles'), 'Sum'),
          searched('Duration by function, 95 %, in ms', 'AWS/Lambda,FunctionName', functionTerms('Duration'), 'p95'),
        ],
        [heading('Background work')],
        [...catalogueRow(serviceName, 'Background work'), graph('Age of the oldest record of a stream, in ms', ages)],
        [heading('Dependencies and settings')],
        [...catalogueRow(serviceName, 'Dependencies and settings'), graph('Calls of KMS', [kmsCalls()])],
        [
          graph('Throttled reads of tables', throttles('ReadThrottleEvents')),
          graph('Throttled writes of tables', throttles('WriteThrottleEvents')),
        ],
      ],
    });
  }
}
