import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../../..');

export interface CdkRun {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Neither credentials nor configuration of the person who runs the tests, and no call to find some. */
const environment = (home: string): NodeJS.ProcessEnv => {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(AWS_|CDK_|JEST_|HOME$|NODE_OPTIONS$)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
};

interface SynthOptions {
  /** Whether CDK validates the templates too, which takes four seconds. Default: no. */
  readonly validation?: boolean;
  /** Whether bundles of the same sources are taken over, which saves as much. Default: no. */
  readonly keptBundles?: boolean;
}

/** Runs `cdk synth` as `npm run synth` does, in an environment without AWS. */
export const cdkSynth = (outdir: string, args: readonly string[] = [], options: SynthOptions = {}): CdkRun => {
  const cdk = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const home = mkdtempSync(join(tmpdir(), 'phiducia-home-'));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [cdk, 'synth', '--quiet', '--no-notices', '-o', outdir, ...args],
    {
      cwd: ROOT,
      encoding: 'utf8',
      env: {
        ...environment(home),
        ...(options.validation === true ? {} : { CDK_VALIDATION: 'false' }),
        ...(options.keptBundles === true ? { PHIDUCIA_KEPT_BUNDLES: 'true' } : {}),
      },
    },
  );
  rmSync(home, { recursive: true, force: true });
  return { exitCode: status, output: `${stdout}${stderr}` };
};
