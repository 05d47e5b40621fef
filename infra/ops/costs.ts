import { costReport } from './costs/cost-tables';
import { helpAsked } from './help-asked';

const HELP = `Usage: npm run --silent costs

Prints, as Markdown, what a million warm requests of each kind cost and what a stage costs each month, from counted calls
and list prices (infra/ops/costs).

  --help   show this

Exit status: 0 printed; 2 wrong usage.
`;

/** `npm run costs`: what a million requests cost, as Markdown. */
const main = (): number => {
  const help = helpAsked(process.argv.slice(2));
  if (help === undefined) process.stderr.write(HELP);
  else process.stdout.write(help ? HELP : costReport());
  return help === undefined ? 2 : 0;
};

process.exitCode = main();
