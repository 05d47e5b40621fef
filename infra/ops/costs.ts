import { costReport } from './costs/cost-tables';

/** `npm run costs`: what a million requests cost, as Markdown. */
process.stdout.write(costReport());
