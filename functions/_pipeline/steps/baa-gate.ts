import { passBaaGateByItem } from '../../../shared/domain/access-decision';
import type { PhiCategory } from '../../../shared/domain/phi-category';
import type { Exchange } from '../exchange';
import { accepted } from '../refused';
import type { Step } from './step';

const SECOND = 1000;

/** The PHI categories that each item of a request touches. */
export type CategoriesOf = (exchange: Exchange) => readonly (readonly PhiCategory[])[];

/** Whether the call needs an agreement. A request that should have items and has none needs one all the same. */
export const needsBaa = (exchange: Exchange, categoriesOf: CategoriesOf): boolean => {
  const { baa } = exchange.route;
  return baa === 'required' || (baa === 'when-phi' && categoriesOf(exchange).length > 0);
};

/** Whether a request asks for what outlives the agreement, for an emergency. */
export type AsksForEmergency = (exchange: Exchange) => boolean;

/** Guarantee 2: no BAA, no PHI. The agreements are read in each call and never cached. */
export const baaGate =
  (categoriesOf: CategoriesOf, asksForEmergency: AsksForEmergency): Step =>
  async (exchange) => {
    const { route, deps, started_at } = exchange;
    if (!needsBaa(exchange, categoriesOf)) return;
    const agreements = (await exchange.startedReads.agreements) ?? [];
    const { action } = exchange.call(exchange.tree());
    // Under a grant, too, nothing is created after an agreement's end.
    const underGrant = action === 'READ' && exchange.emergencyGrantId !== undefined;
    const { grant, items } = accepted(
      passBaaGateByItem(
        {
          actor: exchange.caller,
          action,
          purpose: exchange.request().purpose,
          emergency: asksForEmergency(exchange) || underGrant,
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
