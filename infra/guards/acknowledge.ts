import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The packs that run at synthesis, with the prefixes under which an acknowledgement is recorded in the report. */
const packs = {
  hipaa: { plugin: 'HIPAA.Security', rulePrefix: 'HIPAA.Security-' },
  solutions: { plugin: 'AwsSolutions', rulePrefix: 'AwsSolutions-' },
} as const;

type NagPackName = keyof typeof packs;

/**
 * Accepts a finding of cdk-nag on a construct, for a reason that an auditor can read. Use it only where the finding is
 * answered otherwise; what is merely not done yet stays visible.
 * @param rule the rule without its pack, such as `LambdaInsideVPC`
 */
export const acknowledge = (construct: IConstruct, pack: NagPackName, rule: string, reason: string): void => {
  const { plugin, rulePrefix } = packs[pack];
  Validations.of(construct).acknowledge({ id: `${plugin}::${rulePrefix}${rule}`, reason });
};
