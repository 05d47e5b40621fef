import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';

/** Metrics, and no samples: a sample would keep URLs and headers of requests that carry PHI (guarantee 5). */
export const visibility = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: false,
  metricName,
});

interface ManagedRules {
  readonly name: string;
  /** Rules that count what they find and let it pass. */
  readonly counting?: readonly string[];
}

/**
 * AWS's managed rule groups. Those that count judge bodies by what a clinical note may well be: longer than 8 KB, with
 * markup, with a path, with a URL. Bodies are JSON that the functions parse by strict schemas; no part of one is ever
 * rendered, included, or opened as a file.
 */
const MANAGED: readonly ManagedRules[] = [
  { name: 'AWSManagedRulesAmazonIpReputationList' },
  { name: 'AWSManagedRulesKnownBadInputsRuleSet' },
  {
    name: 'AWSManagedRulesCommonRuleSet',
    counting: ['SizeRestrictions_BODY', 'CrossSiteScripting_BODY', 'GenericLFI_BODY', 'GenericRFI_BODY'],
  },
];

const managed = ({ name, counting = [] }: ManagedRules, priority: number): CfnWebACL.RuleProperty => ({
  name,
  priority,
  overrideAction: { none: {} },
  statement: {
    managedRuleGroupStatement: {
      vendorName: 'AWS',
      name,
      ruleActionOverrides: counting.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
    },
  },
  visibilityConfig: visibility(name),
});

/** AWS WAF counts requests over this time, in seconds. */
export const RATE_WINDOW_SECONDS = 300;

/**
 * The rules in their order.
 * @param requestsPerAddress how many requests one address may send in `RATE_WINDOW_SECONDS`
 */
export const webAclRules = (requestsPerAddress: number): CfnWebACL.RuleProperty[] => [
  {
    name: 'RatePerAddress',
    priority: 0,
    action: { block: {} },
    statement: {
      rateBasedStatement: {
        aggregateKeyType: 'IP',
        limit: requestsPerAddress,
        evaluationWindowSec: RATE_WINDOW_SECONDS,
      },
    },
    visibilityConfig: visibility('RatePerAddress'),
  },
  ...MANAGED.map((rules, index) => managed(rules, index + 1)),
];
