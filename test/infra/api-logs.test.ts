import { templateOf } from './support/assembly';
import { resource, resourcesOfType } from './support/template';

const api = templateOf('Api');
const stage = resource(api, 'AWS::ApiGateway::Stage').properties;

describe('guarantee 5: PHI never leaks into the logs of the gateway', () => {
  const { Format: format, DestinationArn: destination } = stage.AccessLogSetting as {
    readonly Format: string;
    readonly DestinationArn: unknown;
  };

  it('the access log holds these fields and no other: no path, no query, no header, no address', () => {
    expect(JSON.parse(format)).toEqual({
      request_id: '$context.requestId',
      requested_at: '$context.requestTime',
      method: '$context.httpMethod',
      resource_path: '$context.resourcePath',
      status: '$context.status',
      gateway_response: '$context.error.responseType',
      response_bytes: '$context.responseLength',
      latency_ms: '$context.responseLatency',
      integration_latency_ms: '$context.integrationLatency',
      tls_version: '$context.tlsVersion',
      cipher_suite: '$context.cipherSuite',
    });
  });

  it('it goes to a log group of ours', () => {
    expect(JSON.stringify(destination)).toContain(resource(api, 'AWS::Logs::LogGroup', 'ApiAccessLog').logicalId);
  });

  it('no method writes data traces or INFO, which hold paths and bodies', () => {
    const settings = stage.MethodSettings as readonly Readonly<Record<string, unknown>>[];

    expect(settings.length).toBeGreaterThan(1);
    for (const { DataTraceEnabled, LoggingLevel } of settings) {
      expect({ DataTraceEnabled, LoggingLevel }).toEqual({ DataTraceEnabled: false, LoggingLevel: 'ERROR' });
    }
  });
});

describe('guarantee 5: PHI never leaks into traces', () => {
  it('the stage sends none: API Gateway puts URL, query, user agent, and address into each', () => {
    expect(stage.TracingEnabled).toBe(false);
  });
});

describe('164.312(a)(2)(iv), (b): log groups', () => {
  it.each(['Api', 'Identity', 'Evidence'] as const)(
    'those of %s are encrypted with our key and kept for a year',
    (stack) => {
      const groups = resourcesOfType(templateOf(stack), 'AWS::Logs::LogGroup');

      expect(groups.length).toBeGreaterThan(0);
      for (const { properties } of groups) {
        expect(properties.KmsKeyId).toEqual({
          'Fn::ImportValue': expect.stringMatching(/^Phiducia-dev-Data:.*DataKey/) as string,
        });
        expect(properties.RetentionInDays).toBe(365);
      }
    },
  );

  it('all functions of the API write to one', () => {
    const functions = resourcesOfType(api, 'AWS::Lambda::Function');
    const groups = functions.map(({ properties }) => JSON.stringify(properties.LoggingConfig));

    expect(new Set(groups)).toEqual(
      new Set([
        JSON.stringify({
          LogFormat: 'JSON',
          LogGroup: { Ref: resource(api, 'AWS::Logs::LogGroup', 'FunctionsLogs').logicalId },
        }),
      ]),
    );
  });

  it('the execution log’s group exists, encrypted, before the stage that would make it otherwise', () => {
    const group = resource(api, 'AWS::Logs::LogGroup', 'ApiExecutionLog');
    const restApi = resource(api, 'AWS::ApiGateway::RestApi').logicalId;

    expect(group.properties.LogGroupName).toEqual({
      'Fn::Join': ['', ['API-Gateway-Execution-Logs_', { Ref: restApi }, '/api']],
    });
    expect(resource(api, 'AWS::ApiGateway::Stage').DependsOn).toContain(group.logicalId);
  });
});
