import { type OperationId, routeEntries } from '../../../shared/api/routes/routes';
import type { RouteDefinition } from '../../../shared/api/routes/route-definition';
import type { SeededSuite } from '../../support/seeded-suite';
import { CanaryIndex } from './canary-index';
import { CanaryMint, type IdentifierClass, identifierClasses } from './canaries';
import type { Planting } from './planting';
import { RIDERS, routeInputs, type RouteInput } from './route-inputs';

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
    this.#mint = new CanaryMint(suite.random);
  }

  planting(facts: Omit<Planting, 'canary'>, identifier: IdentifierClass): Planting {
    const planting = { ...facts, canary: this.#mint.make(identifier) };
    this.#plantings.push(planting);
    return planting;
  }

  /** One planting for each class. */
  ofEachClass(facts: Omit<Planting, 'canary'>): readonly Planting[] {
    return identifierClasses.map((identifier) => this.planting(facts, identifier));
  }

  /** @param classes how many of the 18 a sample tries at each of its routes */
  routes(sample: { readonly routes: number; readonly classes: number }): readonly PlannedRoute[] {
    return this.suite
      .sample(routeEntries, sample.routes)
      .flatMap(([id, route]) =>
        this.suite.sample(identifierClasses, sample.classes).map((identifier) => this.#planned(id, route, identifier)),
      );
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
