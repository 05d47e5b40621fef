import type { FunctionDefinition } from '../../../shared/api/functions';
import type { OperationId } from '../../../shared/api/routes/routes';
import type { SeededSuite } from '../../support/seeded-suite';
import { caseName, casesOf, isAlwaysPlayed } from './fault-case';
import type { FaultKind } from './fault-kinds';
import { play } from './play-case';
import { playRefusal, refusalCaseName, refusalCases } from './play-refusal';
import { refusalProfile } from './refusal-profile';
import { profileOf } from './route-profile';
import type { SweepLane } from './sweep-lane';
import { SweepResults } from './sweep-results';
import { playOnWorker, workerCaseName, workerCases, workerProfile } from './worker-sweep';

/** A part of the sweep that one lane does; a lane that grows old is replaced between two faults. */
export interface SweepTask {
  readonly name: string;
  readonly run: (lane: () => Promise<SweepLane>) => Promise<void>;
}

const SAMPLED_CASES_OF_ROUTE = 3;
const SAMPLED_CASES_OF_REFUSAL = 2;
const SAMPLED_CASES_OF_WORKER = 1;

/** Draws the parts of the sweep, and keeps what they find. */
export class SweepTasks {
  readonly routes = new SweepResults();
  readonly refusals = new SweepResults();
  readonly workers = new SweepResults();
  /** Of each route on whose log a refusal for good was played: how often. */
  readonly refusedLogs: number[] = [];
  /** The ways in which routes refused. */
  readonly refusedWays = new Set<string>();

  constructor(private readonly suite: SeededSuite) {}

  /** Hangs wait for their timeouts: a sample has none. */
  #playable<Case extends { readonly kind: FaultKind }>(cases: readonly Case[]): readonly Case[] {
    return cases.filter(({ kind }) => this.suite.whole || kind.effect !== 'hang');
  }

  route(id: OperationId): SweepTask {
    const run = async (lane: () => Promise<SweepLane>): Promise<void> => {
      const cases = this.#playable(casesOf(await profileOf(await lane(), id)));
      const drawn = this.suite.sample(`faults of ${id}`, cases, SAMPLED_CASES_OF_ROUTE);
      for (const each of new Set([...cases.filter(isAlwaysPlayed), ...drawn])) {
        const { status, hits, violations } = await play(await lane(), each);
        if (isAlwaysPlayed(each)) this.refusedLogs.push(hits);
        this.routes.add({ ...each, row: id, name: caseName(each), answer: status, hits, violations });
      }
    };
    return { name: `route ${id}`, run };
  }

  /** Nothing where the route has no such refusal. */
  refusal(id: OperationId, refusal: string): SweepTask {
    const { suite } = this;
    const part = `faults of ${id}, ${refusal}`;
    const kindsOfEffect = suite.random(`${part}: kinds`);
    const run = async (lane: () => Promise<SweepLane>): Promise<void> => {
      const profile = await refusalProfile(await lane(), id, refusal);
      if (profile === undefined) return;
      this.refusedWays.add(refusal);
      const cases = this.#playable(refusalCases(profile, (kinds) => kinds[kindsOfEffect.below(kinds.length)]));
      for (const each of suite.sample(part, cases, SAMPLED_CASES_OF_REFUSAL)) {
        const { status, hits, violations } = await playRefusal(await lane(), each);
        const row = `${refusal}, ${profile.status}`;
        this.refusals.add({ ...each, row, name: refusalCaseName(each), answer: status, hits, violations });
      }
    };
    return { name: `refusal ${id}, ${refusal}`, run };
  }

  worker(worker: FunctionDefinition): SweepTask {
    const run = async (lane: () => Promise<SweepLane>): Promise<void> => {
      const cases = this.#playable(workerCases(await workerProfile(await lane(), worker)));
      for (const each of this.suite.sample(`faults of ${worker.id}`, cases, SAMPLED_CASES_OF_WORKER)) {
        const { outcome, hits, violations } = await playOnWorker(await lane(), each);
        this.workers.add({ ...each, row: worker.id, name: workerCaseName(each), answer: outcome, hits, violations });
      }
    };
    return { name: `worker ${worker.id}`, run };
  }
}
