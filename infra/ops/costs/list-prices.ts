/** One list price, in US dollars, and whether its source was read when it was noted. */
export interface ListPrice {
  readonly usd: number;
  readonly unit: string;
  readonly source: string;
  /** False: from memory of the price page; check it before you rely on it. */
  readonly verified: boolean;
}

/** When the sources were looked up, in stored copies of public pages; AWS may have changed a price since. */
export const PRICES_AS_OF = '2026-11-22';
export const PRICES_REGION = 'us-east-1';

const price = (usd: number, unit: string, source: string, verified = true): ListPrice => ({
  ...{ usd, unit, source, verified },
});

/** List prices without free tier, discount, and tax, first volume tier. */
export const listPrices = {
  restApiRequests: price(3.5, 'million requests', 'AWS whitepaper on private API Gateway integrations, table 4'),
  lambdaRequests: price(0.2, 'million requests', 'cloudchipr.com/blog/aws-lambda-pricing'),
  lambdaArmGbSecond: price(0.0000133334, 'GB-second', 'cloudchipr.com/blog/aws-lambda-pricing'),
  dynamoDbReads: price(0.125, 'million read request units', 'airbyte.com, after the reduction of November 2024'),
  dynamoDbWrites: price(0.625, 'million write request units', 'airbyte.com, after the reduction of November 2024'),
  logsIngested: price(0.5, 'GB', 'factualminds.com, 2026-06-13'),
  dashboard: price(3, 'dashboard and month', 'factualminds.com, 2026-06-13'),
  alarm: price(0.1, 'alarm and month', 'AWS price page', false),
  customMetric: price(0.3, 'metric and month', 'signoz.io/guides/cloudwatch-pricing, 2026-02-15'),
  traces: price(5, 'million traces', 'AWS price page', false),
  wafRequests: price(0.6, 'million requests', 'c3x.dev/blog/aws-waf-cost-explained'),
  wafWebAcl: price(5, 'web ACL and month', 'c3x.dev/blog/aws-waf-cost-explained'),
  wafRule: price(1, 'rule or managed group and month', 'c3x.dev/blog/aws-waf-cost-explained'),
  kmsKey: price(1, 'key and month', 'AWS price page', false),
  kmsRequests: price(3, 'million requests', 'AWS price page', false),
  secret: price(0.4, 'secret and month', 'AWS price page', false),
  cognitoPlus: price(0.02, 'user active in the month', 'aws.amazon.com/cognito/pricing, as transcribed 2026-09-20'),
  cognitoEssentials: price(
    0.015,
    'user active in the month, above the first 10,000',
    'aws.amazon.com/cognito/pricing, as transcribed 2026-09-20',
  ),
} as const satisfies Readonly<Record<string, ListPrice>>;
