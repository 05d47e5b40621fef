import { Duration } from 'aws-cdk-lib';
import {
  GraphWidget,
  type IMetric,
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  MathExpression,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { MetricDimension, MetricName, PANELS } from '../../shared/config/metrics';
import { shownMetric, metricDefinitions, splitMetric } from './emitted-metric';

type Panel = (typeof PANELS)[number];

const HALF = 12;
const THIRD = 8;
const GRAPH_HEIGHT = 6;

/** A heading over the whole width. */
export const heading = (text: string): IWidget => new TextWidget({ markdown: `## ${text}`, width: 24, height: 1 });

/** Lines over time. */
export const graph = (title: string, metrics: readonly IMetric[], width = HALF): IWidget =>
  new GraphWidget({ title, left: [...metrics], width, height: GRAPH_HEIGHT, period: Duration.minutes(5) });

/** Lines for whatever CloudWatch finds: functions and endpoints come and go without a change of the dashboard. */
export const searched = (title: string, schema: string, terms: string, statistic: string, width = HALF): IWidget => {
  const expression = `SEARCH('{${schema}} ${terms}', '${statistic}', 300)`;
  return graph(title, [new MathExpression({ expression, label: '', period: Duration.minutes(5) })], width);
};

const SPLIT_TITLES: Readonly<Record<MetricDimension, string>> = {
  operation: 'by operation',
  action: 'by action',
  purpose: 'by purpose of use',
  role: 'by role',
  reason: 'by reason',
  days: 'by days left',
};

const namesOn = (panel: Panel): readonly MetricName[] =>
  (Object.keys(metricDefinitions) as MetricName[]).filter((name) => metricDefinitions[name].panel === panel);

/** A panel of the catalogue: its metrics over all, durations apart; and those that are split by words, so split. */
export const catalogueRow = (serviceName: string, panel: Panel): readonly IWidget[] => {
  const names = namesOn(panel);
  const totals = (unit: 'Count' | 'Seconds'): readonly IMetric[] =>
    names.filter((name) => metricDefinitions[name].unit === unit).map((name) => shownMetric({ serviceName, name }));
  const durations = totals('Seconds');
  const splits = names.flatMap((name) =>
    metricDefinitions[name].by
      .filter((dimension) => dimension !== 'operation')
      .map((by) => graph(`${name} ${SPLIT_TITLES[by]}`, [splitMetric({ serviceName, name }, by)], THIRD)),
  );
  return [
    graph(panel, totals('Count')),
    ...(durations.length === 0 ? [] : [graph(`${panel}: seconds`, durations)]),
    ...splits,
  ];
};

/** A table out of the log lines of requests, which hold ids of users and patients and nothing else of either. */
export const requestTable = (title: string, logGroup: ILogGroup, lines: readonly string[]): IWidget =>
  new LogQueryWidget({
    title,
    logGroupNames: [logGroup.logGroupName],
    view: LogQueryVisualizationType.TABLE,
    queryLines: ['filter message = "request"', ...lines],
    width: HALF,
    height: 8,
  });
