import { routeEntries } from '../../../shared/api/routes/routes';
import { listPrices, PRICES_AS_OF, PRICES_REGION } from './list-prices';
import { requestCost, type RequestCost } from './request-costs';
import { type CountedOperation, warmCalls } from './warm-calls';

/** What a stage has by default and pays for by the month; `test/infra/costs.test.ts` counts it in the templates. */
export const fixedCounts = { kmsKeys: 3, secrets: 1, webAcls: 1, wafRules: 4, dashboards: 2, alarms: 37 } as const;

const dollars = (amount: number): string => `$${amount.toFixed(2)}`;

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map((_, index) => (index === 0 ? '---' : '--:'))), ...rows.map(row)].join('\n');

const routeOf = (operation: CountedOperation): string => {
  const route = routeEntries.find(([id]) => id === operation)?.[1];
  if (route === undefined) throw new Error(`There is no route ${operation}.`);
  return `\`${route.method} ${route.path}\``;
};

const callsIn = ({ calls }: RequestCost): string => String(Object.values(calls).reduce((sum, count) => sum + count, 0));

/** Dollars of a million requests of each kind counted. */
export const requestTable = (): string => {
  const head = [
    'A million of',
    'AWS calls each',
    'API Gateway',
    'WAF',
    'Lambda',
    'reads',
    'writes',
    'logs, traces',
    'together',
  ];
  const rows = (Object.keys(warmCalls) as readonly CountedOperation[]).map((operation) => {
    const cost = requestCost(operation);
    const { gateway, webAcl, lambda, reads, writes, logs, total } = cost;
    return [routeOf(operation), callsIn(cost), ...[gateway, webAcl, lambda, reads, writes, logs, total].map(dollars)];
  });
  return table(head, rows);
};

/** What a stage costs each month before its first request. */
export const fixedTable = (): string => {
  const rows: readonly (readonly [string, number | undefined, number])[] = [
    ['KMS keys', fixedCounts.kmsKeys, listPrices.kmsKey.usd],
    ['secrets', fixedCounts.secrets, listPrices.secret.usd],
    ['web ACL', fixedCounts.webAcls, listPrices.wafWebAcl.usd],
    ['rule or managed group of the web ACL', fixedCounts.wafRules, listPrices.wafRule.usd],
    ['dashboards', fixedCounts.dashboards, listPrices.dashboard.usd],
    ['alarms', fixedCounts.alarms, listPrices.alarm.usd],
    ['custom metric, for each value of a dimension that occurs', undefined, listPrices.customMetric.usd],
  ];
  return table(
    ['Each month', 'each', 'how many', 'together'],
    rows.map(([name, count, each]) => [
      name,
      dollars(each),
      count === undefined ? 'by use' : String(count),
      count === undefined ? '' : dollars(count * each),
    ]),
  );
};

/** Everything that `npm run costs` prints. */
export const costReport = (): string => {
  const unverified = Object.entries(listPrices).flatMap(([name, { verified }]) => (verified ? [] : [`\`${name}\``]));
  return `List prices of ${PRICES_REGION}, US dollars, looked up ${PRICES_AS_OF}; without free tier and tax.

${requestTable()}

${fixedTable()}

Not looked up, from memory of the price pages: ${unverified.join(', ')}.
`;
};
