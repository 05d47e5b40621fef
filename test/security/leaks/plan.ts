import { type OperationId, routeEntries } from '../../../shared/api/routes/routes';
import type { RouteDefinition } from '../../../shared/api/routes/route-definition';
import { type SeededSuite, wholeNumber } from '../../support/seeded-suite';
import { CanaryIndex } from './canary-index';
import { CanaryMint, type IdentifierClass, identifierClasses } from './canaries';
import type { Planting } from './planting';
import { documented } from './schema-leaves';
import { RIDERS, routeInputs, type RouteInput } from './route-inputs';

/** How many routes a sample has. */
const SAMPLED = { withPhi: 4, others: 3 };

/** One route and one class: every input of the route has an identifier of the class, and so has each harmless header. */
export interface PlannedRoute {
  readonly id: OperationId;
  readonly route: RouteDefinition;
  readonly identifier: IdentifierClass;
  readonly inputs: readonly (readonly [RouteInput, Planting])[];
  readonly riders: readonly (readonly [name: string, planting: Planting])[];
}

/** Makes plantings, and the index that knows them all. */
export class Plan {
  readonly #plantings: Planting[] = [];
  readonly #mint: CanaryMint;

  constructor(readonly suite: SeededSuite) {
    this.#mint = new CanaryMint(suite.random('canaries'));
  }

  planting(facts: Omit<Planting, 'canary'>, identifier: IdentifierClass): Planting {
    const planting = { ...facts, canary: this.#mint.make(identifier) };
    this.#plantings.push(planting);
    return planting;
  }

  readonly classes = identifierClasses;

  /** One planting for each class; in a sample for so many of them. */
  ofClasses(facts: Omit<Planting, 'canary'>, sampled: number): readonly Planting[] {
    return this.suite
      .sample(`classes of ${facts.entrance}, ${facts.input}`, identifierClasses, sampled)
      .map((identifier) => this.planting(facts, identifier));
  }

  /**
   * All routes with all classes; as a sample some routes, most of them with PHI in their bodies, and one class each.
   * `PHIDUCIA_LEAK_CLASSES` makes the whole run shorter: so many classes at each route, drawn by the seed.
   */
  routes(): readonly PlannedRoute[] {
    const { whole } = this.suite;
    const withPhi = routeEntries.filter(([id]) => documented(id).body.some(({ phi }) => phi));
    const others = routeEntries.filter((entry) => !withPhi.includes(entry));
    const classes = whole
      ? (wholeNumber('PHIDUCIA_LEAK_CLASSES', 1, identifierClasses.length) ?? identifierClasses.length)
      : 1;
    const drawn = [
      ...this.suite.sample('routes with PHI', withPhi, SAMPLED.withPhi),
      ...this.suite.sample('other routes', others, SAMPLED.others),
    ];
    return drawn.flatMap(([id, route]) => {
      const first = this.suite.random(`first class of ${id}`).below(identifierClasses.length);
      const turned = [...identifierClasses.slice(first), ...identifierClasses.slice(0, first)];
      return turned.slice(0, classes).map((identifier) => this.#planned(id, route, identifier));
    });
  }

  index(): CanaryIndex<Planting> {
    return new CanaryIndex(this.#plantings.map((planting) => [planting.canary, planting] as const));
  }

  get size(): number {
    return this.#plantings.length;
  }

  #planned(id: OperationId, route: RouteDefinition, identifier: IdentifierClass): PlannedRoute {
    const planting = (facts: Omit<Planting, 'canary' | 'entrance'>) =>
      this.planting({ entrance: id, ...facts }, identifier);
    return {
      id,
      route,
      identifier,
      inputs: routeInputs(id, route)
        .filter(({ once }) => once !== true || identifier === 'A')
        .map((input) => [input, planting({ input: input.name, leaf: input.leaf, phi: input.phi })] as const),
      riders: RIDERS.map((name) => [name, planting({ input: `header ${name}` })] as const),
    };
  }
}
