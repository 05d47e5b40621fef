import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { StateFile } from '../engines/storage/state-file';
import type { InvocationOutcome } from '../lambda/invocation-outcome';
import { LOCAL_REGION } from '../local-resources';

/** By function: when it last began, in milliseconds of the moved clock. */
export const LastRuns = z.record(z.string(), z.number());
export type LastRuns = z.output<typeof LastRuns>;

interface ScheduledFunction {
  readonly id: string;
  readonly everyMinutes: number;
}

export interface ScheduleOptions {
  readonly functions: readonly ScheduledFunction[];
  readonly now: () => Date;
  readonly state: StateFile<LastRuns>;
  readonly invoke: (functionId: string, payload: string) => Promise<InvocationOutcome>;
}

const TICK_MS = 100;
const MINUTE_MS = 60_000;

/** What EventBridge sends by a rate. */
export const scheduledEvent = (functionId: string, now: Date): string =>
  JSON.stringify({
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: '000000000000',
    time: now.toISOString().replace(/\.\d{3}Z$/, 'Z'),
    region: LOCAL_REGION,
    resources: [`arn:aws:events:${LOCAL_REGION}:000000000000:rule/${functionId}`],
    detail: {},
  });

/**
 * What EventBridge is for scheduled functions, by the moved clock: the minutes of each count from the first start, as a
 * rule's do from its making, and then from when it last began. One that is due runs once, however far the clock jumped,
 * and never beside itself.
 */
export class Schedule {
  readonly #options: ScheduleOptions;
  readonly #running = new Map<string, Promise<void>>();
  #lastRuns: LastRuns;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ScheduleOptions) {
    this.#options = options;
    this.#lastRuns = options.state.loaded ?? {};
  }

  start(): void {
    const now = this.#options.now();
    for (const { id } of this.#options.functions) if (this.#lastRuns[id] === undefined) this.#begun(id, now);
    this.#timer = setInterval(() => {
      this.#tick();
    }, TICK_MS);
  }

  /** No run begins any more. @returns when those under way have ended */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#running.values());
  }

  #tick(): void {
    const now = this.#options.now();
    for (const { id, everyMinutes } of this.#options.functions) {
      const last = this.#lastRuns[id];
      if (last === undefined) continue;
      const isDue = now.getTime() - last >= everyMinutes * MINUTE_MS;
      // A clock that was put back: the minutes count from there.
      if (now.getTime() < last) this.#begun(id, now);
      if (isDue && !this.#running.has(id)) {
        const run = this.#run(id, now).finally(() => this.#running.delete(id));
        this.#running.set(id, run);
      }
    }
  }

  async #run(id: string, now: Date): Promise<void> {
    this.#begun(id, now);
    // What fails is in the log, and comes again with the next run.
    await this.#options.invoke(id, scheduledEvent(id, now));
  }

  #begun(id: string, now: Date): void {
    this.#lastRuns = { ...this.#lastRuns, [id]: now.getTime() };
    this.#options.state.save(this.#lastRuns).catch(() => undefined);
  }
}
