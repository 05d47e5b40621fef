import * as z from 'zod';
import type { Template } from './template';
import { resourcesOfType } from './template';

/** A metric by what CloudWatch tells it by: namespace, name, and names of dimensions, with values where they are fixed. */
export interface ShownMetric {
  readonly where: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

const ANY = '<any>';

/** Joins what CloudFormation would join; what only it knows becomes a word. */
const joined = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const { 'Fn::Join': join } = value as { readonly 'Fn::Join'?: readonly [string, readonly unknown[]] };
  return join === undefined ? ANY : join[1].map(joined).join(join[0]);
};

const Body = z.object({
  widgets: z.array(
    z.object({
      type: z.string(),
      properties: z.looseObject({ title: z.string().optional(), metrics: z.array(z.array(z.unknown())).optional() }),
    }),
  ),
});

export type DashboardWidget = z.output<typeof Body>['widgets'][number];

/** The widgets of all dashboards. */
export const dashboardWidgets = (template: Template): readonly DashboardWidget[] =>
  resourcesOfType(template, 'AWS::CloudWatch::Dashboard').flatMap(
    ({ properties }) => Body.parse(JSON.parse(joined(properties.DashboardBody))).widgets,
  );

const SEARCH = /^SEARCH\('\{([^}]+)\} (.*)', '[A-Za-z0-9]+', \d+\)$/;

/** `SEARCH('{AWS/Lambda,FunctionName} MetricName="Errors" …', …)` as the metrics that it finds. */
const searched = (where: string, expression: string): ShownMetric => {
  const [, schema = '', terms = ''] = SEARCH.exec(expression) ?? [];
  const [namespace = '', ...dimensions] = schema.split(',');
  const valueOf = (name: string): string | undefined => new RegExp(`${name}="([^"]*)"`).exec(terms)?.[1];
  const found = Object.fromEntries(dimensions.map((name) => [name, valueOf(name) ?? ANY]));
  return { where, namespace, name: valueOf('MetricName') ?? '', dimensions: found };
};

const ofLine = (where: string, line: readonly unknown[]): ShownMetric => {
  const texts = line.filter((part): part is string => typeof part === 'string');
  const [options] = line.filter((part) => typeof part === 'object');
  const expression = (options as { readonly expression?: string } | undefined)?.expression;
  if (expression !== undefined) return searched(where, expression);
  const [namespace = '', name = '', ...pairs] = texts;
  const dimensions = Object.fromEntries(
    pairs.flatMap((key, index) => (index % 2 === 0 ? [[key, pairs[index + 1] ?? ANY] as const] : [])),
  );
  return { where, namespace, name, dimensions };
};

/** Every metric that a dashboard shows. */
export const shownMetrics = (template: Template): readonly ShownMetric[] =>
  dashboardWidgets(template).flatMap(({ properties: { title = '', metrics = [] } }) =>
    metrics.map((line) => ofLine(title, line)),
  );

interface MetricProperties {
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
}

const ofProperties = (
  where: string,
  { Namespace, MetricName, Dimensions = [] }: MetricProperties,
): readonly ShownMetric[] =>
  Namespace === undefined || MetricName === undefined
    ? []
    : [
        {
          where,
          namespace: Namespace,
          name: MetricName,
          dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, joined(Value)])),
        },
      ];

/** Every metric that an alarm watches, in an expression too. */
export const watchedMetrics = (template: Template): readonly ShownMetric[] =>
  resourcesOfType(template, 'AWS::CloudWatch::Alarm').flatMap(({ properties }) => {
    const where = String(properties.AlarmName);
    const { Metrics = [] } = properties as {
      readonly Metrics?: readonly { readonly MetricStat?: { readonly Metric: MetricProperties } }[];
    };
    const within = Metrics.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [MetricStat.Metric]));
    return [properties, ...within].flatMap((each) => ofProperties(where, each));
  });
