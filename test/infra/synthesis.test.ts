import { STACK_NAMES, synthesised, templateOf, templateText } from './support/assembly';
import { ROOT } from './support/run-cdk';
import { resourcesOfType } from './support/template';

/** API Gateway's deployment is named by a hash of the whole API, its name and so the stage included. */
const withoutDeploymentHash = (text: string): string => text.replace(/(Deployment[0-9A-F]{8})[0-9a-f]{32}/g, '$1');

const logicalIds = (stage: 'dev' | 'prod'): readonly string[] =>
  STACK_NAMES.flatMap((stack) => Object.keys(templateOf(stack, stage).Resources)).map(withoutDeploymentHash);

describe('deployment: cdk synth works without an AWS account', () => {
  it('exits 0 without account, credentials, or configuration, and writes three stacks', () => {
    const { run } = synthesised();

    expect(run.output).toContain('Successfully synthesized');
    expect(run.exitCode).toBe(0);
    for (const stack of STACK_NAMES) expect(Object.keys(templateOf(stack).Resources).length).toBeGreaterThan(10);
  });

  it('CloudFormation’s own rules find nothing in the templates', () => {
    expect(synthesised().run.output).not.toContain('CloudFormation Validate');
  });

  it.each(STACK_NAMES)('the stack %s has fewer than 400 resources', (stack) => {
    expect(Object.keys(templateOf(stack).Resources).length).toBeLessThan(400);
  });

  it.each(STACK_NAMES)('the template of %s holds no absolute path of this machine', (stack) => {
    const text = templateText(synthesised(), stack);

    expect(text).not.toContain(ROOT);
    expect(text).not.toMatch(/"(\/tmp|\/home|\/root|\/Users|\/work|[A-Z]:\\\\)/);
  });

  it('refers across stacks by exports, so that nothing in use is removed', () => {
    const api = templateText(synthesised(), 'Api');

    expect(api).toContain('"Fn::ImportValue": "Phiducia-dev-Data:');
    expect(api).not.toContain('AWS::CloudFormation::CustomResource');
    expect(api).not.toContain('Fn::GetStackOutput');
  });
});

describe('deployment: the stage names stacks and nothing inside them', () => {
  it('logical ids are the same in every stage', () => {
    expect(logicalIds('prod')).toEqual(logicalIds('dev'));
  });

  it('two runs at different times give the same API, but for names of stacks', () => {
    const text = (stage: 'dev' | 'prod'): string =>
      withoutDeploymentHash(templateText(synthesised(stage), 'Api'))
        .replaceAll(`Phiducia-${stage}-`, 'Phiducia-')
        .replaceAll(`phiducia/${stage}/`, 'phiducia/')
        .replaceAll(`Phiducia${stage}Api`, 'PhiduciaApi')
        .replaceAll(`phiducia-${stage}`, 'phiducia')
        .replaceAll(`"Value": "${stage}"`, '"Value": "stage"');

    const authorizerHash = /PhiduciaApiAuthorizer[0-9A-F]{8}/g;
    expect(text('prod').replace(authorizerHash, '')).toEqual(text('dev').replace(authorizerHash, ''));
  });

  it('every stateful resource stays when its stack goes', () => {
    const stateful = ['AWS::DynamoDB::Table', 'AWS::KMS::Key', 'AWS::S3::Bucket', 'AWS::Cognito::UserPool'];
    const resources = STACK_NAMES.flatMap((stack) =>
      [...stateful, 'AWS::SecretsManager::Secret', 'AWS::Logs::LogGroup', 'AWS::Backup::BackupVault'].flatMap((type) =>
        resourcesOfType(templateOf(stack), type),
      ),
    );

    expect(resources.length).toBeGreaterThanOrEqual(15);
    for (const { logicalId, DeletionPolicy, UpdateReplacePolicy } of resources) {
      expect({ logicalId, DeletionPolicy, UpdateReplacePolicy }).toEqual({
        logicalId,
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
      });
    }
  });
});
