import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StackName, STACK_NAMES, synthesised, templateOf, templateText } from './support/assembly';
import { identityStatements, roles } from './support/identity-policies';
import { acknowledgedFindings, findings } from './support/nag-report';
import { cdkSynth } from './support/run-cdk';
import { type NamedResource, referenced, resource, resourcesOfType, type Template } from './support/template';

/** The one suite that synthesises anew: everything that a deployment can choose at once, and the default again. */
const ORIGINS = ['https://app.example.org', 'https://admin.example.org:8443'];
const CERTIFICATE = 'arn:aws:acm:us-west-2:123456789012:certificate/0aa0bb00-0000-4000-8000-000000000000';
const CHOSEN = {
  stage: 'prod',
  region: 'us-west-2',
  vpc: 'true',
  reservedConcurrency: '3',
  domainName: 'phi.example.org',
  certificateArn: CERTIFICATE,
  allowedOrigins: ORIGINS.join(','),
};

const root = mkdtempSync(join(tmpdir(), 'phiducia-variants-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const chosen = { stage: 'prod', directory: join(root, 'chosen') };
// With CDK's own validation: the other Region, the other stage, and the VPC are judged by CloudFormation's rules too.
const run = cdkSynth(
  chosen.directory,
  Object.entries(CHOSEN).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
  { validation: true, keptBundles: true },
);
const chosenOf = (stack: StackName | 'Network'): Template =>
  JSON.parse(readFileSync(join(chosen.directory, `Phiducia-prod-${stack}.template.json`), 'utf8')) as Template;

const everyFunction = (): readonly NamedResource[] =>
  STACK_NAMES.flatMap((stack) => resourcesOfType(chosenOf(stack), 'AWS::Lambda::Function'));

describe('deployment: two runs of the same give the same', () => {
  it('templates and assets are byte for byte those of an earlier run', () => {
    const again = join(root, 'again');
    const first = synthesised();
    expect(cdkSynth(again).exitCode).toBe(0);

    for (const stack of STACK_NAMES) {
      const name = `Phiducia-dev-${stack}.template.json`;
      expect(readFileSync(join(again, name), 'utf8') === templateText(first, stack)).toBe(true);
    }
    const assets = (directory: string) => readdirSync(directory).filter((name) => name.startsWith('asset.'));
    expect(assets(again)).toEqual(assets(first.directory));
  });

  it.each(STACK_NAMES)('the template of %s holds no time of day', (stack) => {
    expect(templateText(synthesised(), stack)).not.toMatch(/20\d\d-\d\d-\d\dT\d\d:\d\d/);
  });
});

describe('deployment: every choice at once, another stage, another approved Region', () => {
  it('synthesises without a finding, by CloudFormation’s rules as well', () => {
    expect(run.output).toContain('Successfully synthesized');
    expect(run.exitCode).toBe(0);
    expect(findings(chosen)).toEqual([]);
  });

  it('accepts fewer findings than the default, and of the VPC one', () => {
    const rules = (assembly: typeof chosen) => new Set(acknowledgedFindings(assembly).map(({ rule }) => rule));
    const byDefault = rules(synthesised());
    const byChoice = rules(chosen);

    expect([...byDefault].filter((rule) => !byChoice.has(rule))).toEqual([
      'HIPAA.Security-LambdaConcurrency',
      'HIPAA.Security-LambdaInsideVPC',
    ]);
    expect([...byChoice].filter((rule) => !byDefault.has(rule))).toEqual([
      'HIPAA.Security-VPCDefaultSecurityGroupClosed',
    ]);
  });

  it('removes no resource of the default, whatever stage: what is chosen later is added', () => {
    // API Gateway's deployment is named by a hash of the whole API.
    const ids = (template: Template) =>
      Object.keys(template.Resources).map((id) => id.replace(/(Deployment[0-9A-F]{8})[0-9a-f]{32}/, '$1'));
    for (const stack of STACK_NAMES) {
      const now = new Set(ids(chosenOf(stack)));
      expect(ids(templateOf(stack)).filter((id) => !now.has(id))).toEqual([]);
    }
  });

  it('no logical id holds the stage', () => {
    const ids = [...STACK_NAMES, 'Network' as const].flatMap((stack) => Object.keys(chosenOf(stack).Resources));

    expect(ids.filter((id) => /prod/i.test(id.replace(/Product|Productive/, '')))).toEqual([]);
  });

  it.each([...STACK_NAMES, 'Network'] as const)('the stack %s has fewer than 400 resources', (stack) => {
    expect(Object.keys(chosenOf(stack).Resources).length).toBeLessThan(400);
  });

  it('reserves instances for each function', () => {
    expect(new Set(everyFunction().map(({ properties }) => properties.ReservedConcurrentExecutions))).toEqual(
      new Set([3]),
    );
    const byDefault = STACK_NAMES.flatMap((stack) => resourcesOfType(templateOf(stack), 'AWS::Lambda::Function'));
    expect(byDefault.filter(({ properties }) => 'ReservedConcurrentExecutions' in properties)).toEqual([]);
  });
});

describe('164.312(e)(1): a name of its own', () => {
  it('speaks TLS 1.2 with forward secrecy at least, under the same paths', () => {
    const api = chosenOf('Api');
    const domain = resource(api, 'AWS::ApiGateway::DomainName');

    expect(domain.properties).toMatchObject({
      DomainName: 'phi.example.org',
      RegionalCertificateArn: CERTIFICATE,
      EndpointConfiguration: { Types: ['REGIONAL'] },
      SecurityPolicy: 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09',
      EndpointAccessMode: 'STRICT',
    });
    expect(resource(api, 'AWS::ApiGateway::BasePathMapping').properties).toMatchObject({
      BasePath: 'api',
      DomainName: { Ref: domain.logicalId },
    });
  });

  it('is the address that the stack says', () => {
    expect(chosenOf('Api').Outputs?.ApiUrl?.Value).toBe('https://phi.example.org/api/v1');
  });

  it('is the only one', () => {
    expect(resource(chosenOf('Api'), 'AWS::ApiGateway::RestApi').properties.DisableExecuteApiEndpoint).toBe(true);
    expect(resource(templateOf('Api'), 'AWS::ApiGateway::RestApi').properties.DisableExecuteApiEndpoint).toBe(false);
  });
});

describe('CORS, where a deployment asks for it', () => {
  it('every function behind the gateway is told of the origins', () => {
    const variables = resourcesOfType(chosenOf('Api'), 'AWS::Lambda::Function').map(
      ({ properties }) =>
        (properties.Environment as { readonly Variables: Readonly<Record<string, string>> }).Variables
          .CORS_ALLOWED_ORIGINS,
    );

    expect(new Set(variables)).toEqual(new Set([JSON.stringify(ORIGINS)]));
  });

  it('a page can read every answer of the gateway', () => {
    const responses = resourcesOfType(chosenOf('Api'), 'AWS::ApiGateway::GatewayResponse');

    expect(responses.length).toBeGreaterThan(15);
    for (const { properties } of responses) {
      expect(properties.ResponseParameters).toMatchObject({
        'gatewayresponse.header.Access-Control-Allow-Origin': "'*'",
        'gatewayresponse.header.Access-Control-Expose-Headers': expect.stringContaining('Retry-After') as string,
      });
    }
  });
});

describe('guarantee 5, 164.312(e)(1): in the VPC, functions reach AWS services and nothing else', () => {
  const network = chosenOf('Network');
  const ofType = (type: string) => resourcesOfType(network, type);

  it('every function of every stack is in it, in its isolated subnets and its group', () => {
    const group = resource(network, 'AWS::EC2::SecurityGroup', 'NetworkFunctionsGroup').logicalId;

    for (const { properties } of everyFunction()) {
      const config = properties.VpcConfig as { readonly SubnetIds: readonly unknown[]; SecurityGroupIds: unknown };
      expect(config.SubnetIds).toHaveLength(2);
      expect(JSON.stringify(config.SecurityGroupIds)).toContain(group);
    }
  });

  it('has no way out: no gateway, no route, no public address', () => {
    const types = ['InternetGateway', 'NatGateway', 'EgressOnlyInternetGateway', 'Route', 'EIP', 'TransitGateway'];

    expect(types.flatMap((type) => ofType(`AWS::EC2::${type}`))).toEqual([]);
    for (const { properties } of ofType('AWS::EC2::Subnet')) expect(properties.MapPublicIpOnLaunch).toBe(false);
    expect(ofType('AWS::EC2::Subnet')).toHaveLength(2);
  });

  it('functions may speak HTTPS with the endpoints and with DynamoDB and S3, and accept nothing', () => {
    const group = resource(network, 'AWS::EC2::SecurityGroup', 'NetworkFunctionsGroup');
    const rules = ofType('AWS::EC2::SecurityGroupEgress').map(({ properties }) => properties);

    expect(group.properties.SecurityGroupIngress).toBeUndefined();
    // What CDK writes for “nothing”: an address that nobody has.
    expect(group.properties.SecurityGroupEgress).toEqual([
      expect.objectContaining({ CidrIp: '255.255.255.255/32', IpProtocol: 'icmp' }),
    ]);
    expect(rules.map(({ IpProtocol, FromPort, ToPort }) => [IpProtocol, FromPort, ToPort])).toEqual(
      rules.map(() => ['tcp', 443, 443]),
    );
    expect(rules.map((rule) => rule.DestinationPrefixListId ?? 'endpoints').sort()).toEqual([
      'endpoints',
      'pl-00a54069',
      'pl-68a54001',
    ]);
    expect(rules.filter((rule) => 'CidrIp' in rule || 'CidrIpv6' in rule)).toEqual([]);
  });

  it('endpoints accept functions alone, for this account’s principals on this account’s resources', () => {
    const [ingress, ...others] = ofType('AWS::EC2::SecurityGroupIngress');
    expect(others).toEqual([]);
    expect(referenced(ingress?.properties.SourceSecurityGroupId)).toContain('NetworkFunctionsGroup');

    const endpoints = ofType('AWS::EC2::VPCEndpoint');
    expect(endpoints).toHaveLength(6);
    for (const { properties } of endpoints) {
      const { Statement } = properties.PolicyDocument as { readonly Statement: readonly unknown[] };
      const account = { Ref: 'AWS::AccountId' };
      expect(Statement).toEqual([
        expect.objectContaining({
          Effect: 'Allow',
          Condition: { StringEquals: { 'aws:PrincipalAccount': account, 'aws:ResourceAccount': account } },
        }),
      ]);
      if (properties.VpcEndpointType === 'Interface') expect(properties.PrivateDnsEnabled).toBe(true);
    }
  });

  it('there is an endpoint for each service that a function may call', () => {
    const reached = ofType('AWS::EC2::VPCEndpoint').map(({ properties }) => JSON.stringify(properties.ServiceName));
    const called = new Set(
      STACK_NAMES.flatMap((stack) => identityStatements(chosenOf(stack)))
        .filter(({ effect }) => effect === 'Allow')
        .flatMap(({ actions }) => actions)
        .map((action) => action.split(':')[0] ?? '')
        // The Lambda service's own calls.
        .filter((service) => service !== 'ec2'),
    );

    expect([...called].filter((service) => !reached.some((name) => name.includes(`.${service}"`)))).toEqual([]);
  });

  it('what the Lambda service needs for the network is denied to the functions’ own code', () => {
    for (const role of STACK_NAMES.flatMap((stack) => roles([chosenOf(stack)]))) {
      const network = role.statements.filter(({ actions }) => actions.some((action) => action.startsWith('ec2:')));
      if (network.length === 0) continue;
      expect(network.map(({ effect, conditions }) => [effect, conditions])).toEqual([
        ['Allow', undefined],
        ['Deny', { Null: { 'lambda:SourceFunctionArn': 'false' } }],
      ]);
      expect(new Set(network.map(({ actions }) => JSON.stringify(actions))).size).toBe(1);
    }
  });

  it('164.312(b): its flows are logged, encrypted', () => {
    expect(resource(network, 'AWS::EC2::FlowLog').properties).toMatchObject({ TrafficType: 'ALL' });
    expect(JSON.stringify(resource(network, 'AWS::Logs::LogGroup').properties.KmsKeyId)).toContain('DataKey');
  });
});
