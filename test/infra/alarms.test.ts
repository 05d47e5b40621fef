import { functionDefinitions } from '../../shared/api/functions';
import { metricCatalogue, type MetricDefinition, type MetricName } from '../../shared/config/metrics';
import { filesBelow, read } from '../architecture/support/repository';
import { templateOf } from './support/assembly';
import { referenced, resource, resourcesOfType, statementsOf } from './support/template';

interface AlarmProperties {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly AlarmActions: readonly unknown[];
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
  readonly Statistic?: string;
  readonly Period?: number;
  readonly Threshold: number;
  readonly TreatMissingData: string;
}

const template = templateOf('Observability');
const alarms = resourcesOfType(template, 'AWS::CloudWatch::Alarm').map(
  ({ properties }) => properties as unknown as AlarmProperties,
);
const named = new Map(alarms.map((alarm) => [alarm.AlarmName, alarm]));
const definitions: Readonly<Record<MetricName, MetricDefinition>> = metricCatalogue;
const catalogue = Object.entries(definitions);
const alarming = catalogue.flatMap(([name, { alarm, unit }]) =>
  alarm === undefined ? [] : [[name, alarm, unit] as const],
);

const runbookOf = ({ AlarmDescription }: AlarmProperties): string | undefined =>
  / What to do: (docs\/runbooks\/[a-z0-9-]+\.md)$/.exec(AlarmDescription)?.[1];

describe('164.308(a)(6)(ii): what the catalogue calls alarming sounds', () => {
  it('there are such metrics', () => {
    expect(alarming.length).toBeGreaterThan(20);
  });

  it.each(alarming)('%s: one alarm over all operations, silent without data', (name, rule, unit) => {
    expect(named.get(`phiducia-dev-${rule.id}`)).toMatchObject({
      Namespace: 'Phiducia',
      MetricName: name,
      Dimensions: [{ Name: 'service', Value: 'phiducia-dev' }],
      Statistic: unit === 'Count' ? 'Sum' : 'Maximum',
      Period: rule.minutes * 60,
      Threshold: rule.threshold,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
    });
  });

  it.each(
    functionDefinitions.flatMap((each) => (each.kind === 'scheduled' ? [[each.id, each.everyMinutes] as const] : [])),
  )('%s: an alarm when it does not succeed, for which no data is the worst sign', (id, everyMinutes) => {
    const operation = `${id.charAt(0).toLowerCase()}${id.slice(1)}`;
    const alarm = named.get(`phiducia-dev-schedule-not-running-${operation}`);
    expect(alarm).toMatchObject({ MetricName: 'WorkerSucceeded', Threshold: 1, TreatMissingData: 'breaching' });
    expect(alarm).toMatchObject({ ComparisonOperator: 'LessThanThreshold' });
    expect(alarm?.Dimensions).toContainEqual({ Name: 'operation', Value: operation });
    expect(alarm?.Period).toBeGreaterThanOrEqual(everyMinutes * 3 * 60);
  });

  it.each([
    'stream-iterator-age-sequenceAuditEvents',
    'stream-iterator-age-runJob',
    'api-5xx-rate',
    'function-timeouts',
    'function-errors',
    'function-throttles',
    'audit-table-throttled',
  ])('%s: is there, and silent without data', (name) => {
    expect(named.get(`phiducia-dev-${name}`)?.TreatMissingData).toBe('notBreaching');
  });
});

describe('164.308(a)(6)(ii): whoever is told knows what to do', () => {
  const HEADINGS = ['What it means', 'How to see', 'What to do', 'Whom to tell'];

  it.each(alarms.map((alarm) => [alarm.AlarmName, alarm] as const))(
    '%s: its description names its runbook',
    (_, alarm) => {
      const text = read(runbookOf(alarm) ?? 'none');
      const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
      expect(headings).toEqual(HEADINGS);
    },
  );

  it('no runbook is without its alarm', () => {
    const used = new Set([...alarms.map(runbookOf), 'docs/runbooks/README.md']);
    expect(filesBelow('docs/runbooks', '.md').filter((path) => !used.has(path))).toEqual([]);
  });

  it('each tells one topic, which is under a key of ours', () => {
    const topic = resource(template, 'AWS::SNS::Topic');
    for (const { AlarmActions } of alarms) expect(AlarmActions.map(referenced)).toEqual([topic.logicalId]);
    const key = resource(template, 'AWS::KMS::Key');
    expect(referenced(topic.properties.KmsMasterKeyId)).toBe(key.logicalId);
    expect(key.properties.EnableKeyRotation).toBe(true);
  });

  it('CloudWatch may use key and topic for alarms of this account, and no other service may', () => {
    const policies = [
      resource(template, 'AWS::KMS::Key').properties.KeyPolicy,
      resource(template, 'AWS::SNS::TopicPolicy').properties.PolicyDocument,
    ].map(statementsOf);
    for (const statements of policies) {
      const services = statements.filter(({ principal }) => JSON.stringify(principal ?? '').includes('Service'));
      expect(services).toMatchObject([
        {
          effect: 'Allow',
          principal: { Service: 'cloudwatch.amazonaws.com' },
          conditions: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
      ]);
    }
    const [ofKey, ofTopic] = policies.map((statements) =>
      statements.flatMap(({ effect, actions, principal }) =>
        effect === 'Allow' && JSON.stringify(principal).includes('cloudwatch') ? actions : [],
      ),
    );
    expect(ofKey).toEqual(['kms:Decrypt', 'kms:GenerateDataKey*']);
    expect(ofTopic).toEqual(['sns:Publish']);
  });

  it('nobody publishes in the clear', () => {
    const policy = statementsOf(resource(template, 'AWS::SNS::TopicPolicy').properties.PolicyDocument);
    expect(policy).toContainEqual(
      expect.objectContaining({ effect: 'Deny', conditions: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
  });
});
