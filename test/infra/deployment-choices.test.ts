import { gatewayPrefixListsOf } from '../../infra/config/gateway-prefix-lists';
import { parseDeploymentConfig } from '../../infra/config/deployment-config';

const approvedRegions = ['us-east-1', 'us-west-2'];
const configOf = (values: Readonly<Record<string, unknown>>) =>
  parseDeploymentConfig((name) => ({ stage: 'dev', region: 'us-east-1', approvedRegions, ...values })[name], {
    context: { approvedRegions },
  });
const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/0aa0bb00-0000-4000-8000-000000000000';

describe('configuration: what a deployment chooses', () => {
  it('is nothing unless it says so', () => {
    const nothing = { vpc: false, reservedConcurrency: undefined, customDomain: undefined, allowedOrigins: [] };

    expect(configOf({})).toMatchObject(nothing);
    expect(
      configOf({
        vpc: 'false',
        reservedConcurrency: 'none',
        domainName: 'none',
        certificateArn: 'none',
        allowedOrigins: '',
      }),
    ).toMatchObject(nothing);
  });

  it('comes from cdk.json or as text from -c', () => {
    expect(configOf({ vpc: true, reservedConcurrency: 5, allowedOrigins: ['https://a.example'] })).toMatchObject({
      vpc: true,
      reservedConcurrency: 5,
      allowedOrigins: ['https://a.example'],
    });
    expect(
      configOf({
        vpc: 'true',
        reservedConcurrency: '5',
        allowedOrigins: 'https://a.example,http://localhost:5173',
        domainName: 'phi.example.org',
        certificateArn: CERTIFICATE,
      }),
    ).toMatchObject({
      vpc: true,
      reservedConcurrency: 5,
      allowedOrigins: ['https://a.example', 'http://localhost:5173'],
      customDomain: { domainName: 'phi.example.org', certificateArn: CERTIFICATE },
    });
  });

  it.each([
    ['vpc', { vpc: 'yes' }],
    ['vpc', { vpc: 1 }],
    ['reservedConcurrency', { reservedConcurrency: 0 }],
    ['reservedConcurrency', { reservedConcurrency: '1001' }],
    ['reservedConcurrency', { reservedConcurrency: '-1' }],
    ['reservedConcurrency', { reservedConcurrency: true }],
    ['domainName', { certificateArn: CERTIFICATE }],
    ['domainName', { domainName: 'Phi.example.org', certificateArn: CERTIFICATE }],
    ['domainName', { domainName: 'phi', certificateArn: CERTIFICATE }],
    ['certificateArn', { domainName: 'phi.example.org' }],
    [
      'certificateArn',
      { domainName: 'phi.example.org', certificateArn: CERTIFICATE.replace('us-east-1', 'us-west-2') },
    ],
    ['certificateArn', { domainName: 'phi.example.org', certificateArn: CERTIFICATE.replace(':acm:', ':iam:') }],
    ['allowedOrigins', { allowedOrigins: '*' }],
    ['allowedOrigins', { allowedOrigins: 'null' }],
    ['allowedOrigins', { allowedOrigins: ['http://app.example.org'] }],
    ['allowedOrigins', { allowedOrigins: ['https://app.example.org/'] }],
    ['allowedOrigins', { allowedOrigins: ['https://*.example.org'] }],
    ['allowedOrigins', { allowedOrigins: Array.from({ length: 11 }, (_, index) => `https://a${index}.example`) }],
    ['allowedOrigins', { allowedOrigins: { 0: 'https://app.example.org' } }],
  ])('a wrong %s fails with one sentence: %j', (key, values) => {
    expect(() => configOf(values)).toThrow(new RegExp(`^The context "${key}" must be .*; nothing was synthesised\\.$`));
  });

  it('a VPC in a Region whose prefix lists nobody put down fails with a sentence that says where', () => {
    expect(() => gatewayPrefixListsOf('eu-west-1')).toThrow('infra/config/gateway-prefix-lists.ts');
    expect(approvedRegions.map((region) => Object.keys(gatewayPrefixListsOf(region)))).toEqual([
      ['s3', 'dynamodb'],
      ['s3', 'dynamodb'],
    ]);
  });
});
