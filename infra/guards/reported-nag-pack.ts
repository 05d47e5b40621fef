import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib';
import type { NagPack } from 'cdk-nag';

/**
 * Runs a cdk-nag pack and reports its findings without failing the synthesis.
 * The deployment issue takes this away, so that each finding is fixed or acknowledged with a reason; see
 * docs/decisions/0021-nag-findings-are-printed-first.md.
 */
export class ReportedNagPack implements IPolicyValidationPlugin {
  readonly name: string;

  constructor(private readonly pack: NagPack) {
    this.name = pack.name;
  }

  validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const { violations } = this.pack.validate(context);
    // The severity as well: once a finding is acknowledged, CDK judges the report anew by its severities.
    return { success: true, violations: violations.map((violation) => ({ ...violation, severity: 'warning' })) };
  }
}
