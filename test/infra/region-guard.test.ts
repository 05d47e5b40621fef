import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Aspects, Stack } from 'aws-cdk-lib';
import { ConfigurationError } from '../../infra/config/configuration-error';
import { parseDeploymentConfig } from '../../infra/config/deployment-config';
import { ApprovedRegionAspect } from '../../infra/guards/approved-region-aspect';
import { assertRegionApproved } from '../../infra/guards/region-guard';
import { addPhiduciaStacks } from '../../infra/stacks/phiducia-stacks';
import { cdkSynth, ROOT } from './support/run-cdk';

const approvedRegions = ['us-east-1', 'us-west-2'];
const functionSettings = {
  HIPAA_ENABLED: 'true',
  HIPAA_AUDIT_LOG_RETENTION_YEARS: '6',
  SESSION_IDLE_MINUTES: '15',
  SESSION_ABSOLUTE_HOURS: '12',
};
const cdkJson = { context: { approvedRegions } };
const context =
  (values: Readonly<Record<string, unknown>>) =>
  (name: string): unknown =>
    ({ stage: 'dev', region: 'us-east-1', approvedRegions, ...values })[name];

const temporaryRoot = mkdtempSync(join(tmpdir(), 'phiducia-synth-'));
const temporaryDirectory = (): string => mkdtempSync(join(temporaryRoot, 'out-'));

afterAll(() => {
  rmSync(temporaryRoot, { recursive: true, force: true });
});

describe('guarantee 3: synthesis fails for a Region that is not approved', () => {
  it('cdk synth -c region=eu-west-1 exits 1 with one sentence and writes no template', () => {
    const outdir = temporaryDirectory();

    const { exitCode, output } = cdkSynth(outdir, ['-c', 'region=eu-west-1']);

    expect(exitCode).toBe(1);
    expect(output).toContain(
      'Region eu-west-1 is not approved for PHI (approvedRegions in cdk.json: us-east-1, us-west-2); ' +
        'nothing was synthesised.',
    );
    expect(output).not.toMatch(/^\s+at /m);
    expect(readdirSync(outdir).filter((name) => name.endsWith('.template.json'))).toEqual([]);
  });

  it('cdk synth -c approvedRegions=… cannot widen the list', () => {
    const outdir = temporaryDirectory();

    const { exitCode, output } = cdkSynth(outdir, ['-c', 'region=eu-west-1', '-c', 'approvedRegions=["eu-west-1"]']);

    expect(exitCode).toBe(1);
    expect(output).toContain('The approved Regions stand in cdk.json alone');
    expect(readdirSync(outdir).filter((name) => name.endsWith('.template.json'))).toEqual([]);
  });

  it('refuses before a stack is made', () => {
    const app = new App({ autoSynth: false });
    const unapproved = parseDeploymentConfig(context({}), cdkJson);

    expect(() => {
      addPhiduciaStacks(app, { ...unapproved, region: 'eu-west-1' }, []);
    }).toThrow(ConfigurationError);
    expect(app.node.children).toEqual([]);
  });

  it.each(approvedRegions)('accepts %s', (region) => {
    expect(() => {
      assertRegionApproved({ region, approvedRegions });
    }).not.toThrow();
  });
});

describe('guarantee 3: the approved Regions stand in cdk.json alone', () => {
  it('the cdk.json of this repository names them', () => {
    const file: unknown = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));

    expect(file).toMatchObject({ context: { approvedRegions } });
  });

  it.each([
    ['is missing', { context: {} }],
    ['is a string', { context: { approvedRegions: '["us-east-1"]' } }],
    ['is empty', { context: { approvedRegions: [] } }],
    ['holds what is no Region', { context: { approvedRegions: ['everywhere'] } }],
    ['has no context around it', {}],
  ])('refuses a cdk.json whose list %s', (_, file) => {
    expect(() => parseDeploymentConfig(context({}), file)).toThrow(
      'The context "approvedRegions" in cdk.json must be a non-empty array of Region names',
    );
  });

  it.each([
    ['a string from -c', '["us-east-1","us-west-2"]'],
    ['a wider array from cdk.context.json', [...approvedRegions, 'eu-west-1']],
    ['another array of the same length', ['us-east-1', 'eu-west-1']],
    ['nothing', undefined],
  ])('refuses %s in the context', (_, value) => {
    expect(() => parseDeploymentConfig(context({ approvedRegions: value }), cdkJson)).toThrow(
      'The approved Regions stand in cdk.json alone',
    );
  });

  it('takes stage and Region from the context', () => {
    const config = parseDeploymentConfig(context({ stage: 'prod', region: 'us-west-2' }), cdkJson);

    expect(config).toEqual({
      stage: 'prod',
      region: 'us-west-2',
      approvedRegions,
      userPoolPlan: 'plus',
      functionSettings,
      vpc: false,
      reservedConcurrency: undefined,
      customDomain: undefined,
      allowedOrigins: [],
    });
  });

  it.each([
    ['userPoolPlan', 'lite'],
    ['userPoolPlan', ''],
    ['stage', 'Prod'],
    ['stage', ''],
    ['stage', undefined],
    ['region', 'nowhere'],
    ['region', undefined],
  ])('refuses the %s %p', (name, value) => {
    expect(() => parseDeploymentConfig(context({ [name]: value }), cdkJson)).toThrow(`The context "${name}" must be`);
  });
});

describe('guarantee 3: the aspect checks the stacks that were made anyway', () => {
  /** The errors with which the CLI refuses an app that has one stack of its own. */
  const errorsFor = (env: { readonly region?: string }): readonly unknown[] => {
    const app = new App({ outdir: temporaryDirectory(), autoSynth: false, builtinCloudFormationValidation: false });
    const stack = new Stack(app, 'Stray', { env });
    Aspects.of(app).add(new ApprovedRegionAspect(approvedRegions));
    app.synth();
    return stack.node.metadata.filter(({ type }) => type === 'aws:cdk:error').map(({ data }) => data as unknown);
  };

  it('refuses a stack in a Region that is not approved', () => {
    expect(errorsFor({ region: 'eu-west-1' })).toEqual([
      expect.stringContaining('Region eu-west-1 is not approved for PHI'),
    ]);
  });

  it('refuses a stack whose Region is not known at synthesis', () => {
    expect(errorsFor({})).toEqual([
      expect.stringContaining('Region that is not known at synthesis is not approved for PHI'),
    ]);
  });

  it('lets a stack in an approved Region pass', () => {
    expect(errorsFor({ region: 'us-west-2' })).toEqual([]);
  });
});
