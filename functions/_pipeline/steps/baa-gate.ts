import { passBaaGateByItem } from '../../../shared/domain/access-decision';
import type { PhiCategory } from '../../../shared/domain/phi-category';
import type { Exchange } from '../exchange';
import { accepted } from '../refused';
import type { Step } from './step';

const SECOND = 1000;

/** The PHI categories that each item of a request touches. */
export type CategoriesOf = (exchange: Exchange) => readonly (readonly PhiCategory[])[];

/** Guarantee 2: no BAA, no PHI. The agreements are read in each call and never cached. */
export const baaGate =
  (categoriesOf: CategoriesOf): Step =>
  async (exchange) => {
    const { route, deps, started_at } = exchange;
    if (route.baa === 'none') return;
    const agreements = (await exchange.startedReads.agreements) ?? [];
    const { grant, items } = accepted(
      passBaaGateByItem(
        {
          actor: exchange.caller,
          action: exchange.call(exchange.tree()).action,
          purpose: exchange.request().purpose,
          agreements,
          question: { categories: [], region: deps.region, now: started_at, marginMs: route.timeoutSeconds * SECOND },
        },
        categoriesOf(exchange),
      ),
    );
    exchange.grant = grant;
    exchange.itemGrants = items;
    if (grant.state === 'ended') deps.metrics.count('AccessAfterBaaEnd');
  };
