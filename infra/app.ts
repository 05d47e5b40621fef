import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks } from 'cdk-nag';
import { bundleHandlers, ROOT } from './bundle/bundle-handlers';
import { freshBundles } from './bundle/fresh-bundles';
import { ConfigurationError } from './config/configuration-error';
import { parseDeploymentConfig } from './config/deployment-config';
import { assertRegionApproved } from './guards/region-guard';
import { addPhiduciaStacks } from './stacks/phiducia-stacks';

/** Tests that synthesise often take bundles over as long as no source has changed; a deployment makes its own. */
const bundles = process.env.PHIDUCIA_KEPT_BUNDLES === 'true' ? freshBundles : bundleHandlers;

/** What `cdk synth` and `cdk deploy` run. */
const synthesise = async (): Promise<void> => {
  const app = new App({ autoSynth: false });
  const cdkJson: unknown = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));
  const config = parseDeploymentConfig((name) => app.node.tryGetContext(name) as unknown, cdkJson);
  // Before the bundles, which take seconds; the stacks ask again.
  assertRegionApproved(config);
  addPhiduciaStacks(app, config, await bundles());
  Validations.of(app).addPlugins(new HIPAASecurityChecks(app), new AwsSolutionsChecks(app));
  app.synth();
};

synthesise().catch((error: unknown) => {
  if (!(error instanceof ConfigurationError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
