/**
 * Services whose one endpoint stands in one Region for all, so that `aws:RequestedRegion` says us-east-1 or us-west-2
 * wherever they are called from: what the service control policies of AWS's own Region deny control exempt, as far as an
 * account of this kind uses them. They hold configuration and accounts, no PHI.
 */
export const GLOBAL_SERVICES = [
  'account',
  'artifact',
  'aws-portal',
  'billing',
  'budgets',
  'ce',
  'cloudfront',
  'consolidatedbilling',
  'cur',
  'freetier',
  'globalaccelerator',
  'health',
  'iam',
  'importexport',
  'invoicing',
  'networkmanager',
  'organizations',
  'payments',
  'pricing',
  'route53',
  'route53-recovery-control-config',
  'route53domains',
  'shield',
  'sts',
  'support',
  'supportplans',
  'sustainability',
  'tax',
  'trustedadvisor',
  'waf',
] as const;

/** The same of single actions: consoles begin with them. */
export const GLOBAL_ACTIONS = ['ec2:DescribeRegions', 's3:ListAllMyBuckets'] as const;
