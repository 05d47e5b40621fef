import { functionDefinitions } from '../../shared/api/functions';
import { routeEntries } from '../../shared/api/routes/routes';
import { metricCatalogue, type MetricDefinition, PANELS } from '../../shared/config/metrics';
import { AUDIT_ACTIONS } from '../../shared/domain/audit-event';
import { problems } from '../../shared/api/problems';
import { templateOf } from './support/assembly';
import { dashboardWidgets, type ShownMetric, shownMetrics, watchedMetrics } from './support/shown-metrics';
import { resourcesOfType } from './support/template';

const template = templateOf('Observability');
const widgets = dashboardWidgets(template);
const shown = shownMetrics(template);
const watched = watchedMetrics(template);
const catalogue: Readonly<Record<string, MetricDefinition>> = metricCatalogue;

/** What AWS publishes, by namespace and name, with the dimensions under which it does; from its documentation. */
const AWS_METRICS: Readonly<Record<string, readonly string[]>> = {
  'AWS/ApiGateway Latency': ['ApiName,Method,Resource,Stage'],
  'AWS/ApiGateway 5XXError': ['ApiName,Method,Resource,Stage', 'ApiName,Stage'],
  'AWS/ApiGateway Count': ['ApiName,Stage'],
  'AWS/Lambda Errors': ['FunctionName'],
  'AWS/Lambda Duration': ['FunctionName'],
  'AWS/Lambda Throttles': ['FunctionName', ''],
  'AWS/Lambda IteratorAge': ['FunctionName'],
  'AWS/DynamoDB ReadThrottleEvents': ['TableName'],
  'AWS/DynamoDB WriteThrottleEvents': ['TableName'],
  'AWS/Usage CallCount': ['Class,Resource,Service,Type'],
};

/** What metric filters make out of the logs. */
const filtered = resourcesOfType(template, 'AWS::Logs::MetricFilter').flatMap(({ properties }) =>
  (
    properties.MetricTransformations as readonly { readonly MetricNamespace: string; readonly MetricName: string }[]
  ).map(({ MetricNamespace, MetricName }) => `${MetricNamespace} ${MetricName}`),
);

const operations = [
  ...routeEntries.map(([id]) => id),
  ...functionDefinitions.map(({ id }) => `${id.charAt(0).toLowerCase()}${id.slice(1)}`),
];

const WORDS: Readonly<Record<string, readonly string[]>> = {
  operation: operations,
  action: AUDIT_ACTIONS,
  reason: Object.keys(problems),
  service: ['phiducia-dev'],
};

/** Whether somebody publishes the metric under just these dimensions. */
const isPublished = ({ namespace, name, dimensions }: ShownMetric): boolean => {
  const names = Object.keys(dimensions).sort();
  if (namespace === 'Phiducia') {
    const sets = [['service'], ...(catalogue[name]?.by ?? []).map((by) => [by, 'service'].sort())];
    const known = Object.entries(dimensions).every(([key, value]) => value === '<any>' || WORDS[key]?.includes(value));
    return name in catalogue && known && sets.some((set) => set.join() === names.join());
  }
  if (filtered.includes(`${namespace} ${name}`)) return names.length === 0;
  return AWS_METRICS[`${namespace} ${name}`]?.includes(names.join()) ?? false;
};

describe('164.308(a)(1)(ii)(D): the dashboards of activity review', () => {
  it('show every metric that the functions may emit', () => {
    const names = new Set(shown.filter(({ namespace }) => namespace === 'Phiducia').map(({ name }) => name));
    expect(Object.keys(catalogue).filter((name) => !names.has(name))).toEqual([]);
  });

  it('show accesses by action, purpose, and role; refusals by reason; agreements by days left', () => {
    const splits = shown
      .filter(({ namespace }) => namespace === 'Phiducia')
      .map(({ name, dimensions }) => [name, ...Object.keys(dimensions)]);
    for (const [name, by] of [
      ['PhiAccess', 'action'],
      ['PhiAccess', 'purpose'],
      ['PhiAccess', 'role'],
      ['Refusal', 'reason'],
      ['BaaExpiring', 'days'],
    ]) {
      expect(splits.some(([shownName, ...keys]) => shownName === name && by !== undefined && keys.includes(by))).toBe(
        true,
      );
    }
  });

  it('have each panel of the catalogue', () => {
    const titles = widgets.map(({ properties }) => properties.title);
    expect(PANELS.filter((panel) => !titles.includes(panel))).toEqual([]);
  });

  it('have tables of users and patients, by ids that stand in the log lines of requests', () => {
    const queries = widgets.filter(({ type }) => type === 'log').map(({ properties }) => JSON.stringify(properties));
    expect(queries).toHaveLength(2);
    expect(queries[0]).toContain('by user_id');
    expect(queries[1]).toContain('by patient_id');
  });

  it('have the custom widgets, which run when looked at and not when resized', () => {
    const custom = widgets.filter(({ type }) => type === 'custom');
    const titles = functionDefinitions.flatMap((each) => (each.kind === 'widget' ? [each.title] : []));
    expect(custom.map(({ properties }) => properties.title)).toEqual(titles);
    for (const { properties } of custom) {
      expect(properties.updateOn).toEqual({ refresh: true, resize: false, timeRange: false });
    }
  });
});

describe('dashboards and alarms name metrics as they are published', () => {
  it('there are many', () => {
    expect(shown.length).toBeGreaterThan(60);
    expect(watched.length).toBeGreaterThan(30);
  });

  it.each(
    [...shown, ...watched].map((metric) => [`${metric.where}: ${metric.namespace} ${metric.name}`, metric] as const),
  )('%s', (_, metric) => {
    expect({ ...metric, published: isPublished(metric) }).toEqual({ ...metric, published: true });
  });

  it('no dimension is an id', () => {
    const keys = new Set([...shown, ...watched].flatMap(({ dimensions }) => Object.keys(dimensions)));
    expect([...keys].filter((key) => /user|patient|entity|session|request/i.test(key))).toEqual([]);
  });
});

describe('what ends without an answer is counted in every log group of functions', () => {
  it('timeouts and errors', () => {
    expect([...filtered].sort()).toEqual(
      Array.from({ length: 4 }, () => [
        'phiducia-dev/Functions FunctionError',
        'phiducia-dev/Functions FunctionTimeout',
      ])
        .flat()
        .sort(),
    );
  });
});
