import { setTimeout as sleep } from 'node:timers/promises';
import { readWholeLog } from '../../support/audit-log';
import type { LocalStack } from '../../support/local-stack';
import type { Violations } from './event-checks';
import type { Model } from './model';
import { sequenced } from './sequence-checks';
import { takeSnapshot } from './snapshot';

/** A job after a rotation ends once no instance can seal under the version before; schedules are due by then as well. */
const LATER_MS = 7 * 60_000;
const LONGEST_MS = 30_000;
const POLL_MS = 250;

const stateOf = ({ json }: { readonly json: unknown }): string => String(Reflect.get(Object(json) as object, 'state'));

/** Jobs go on after the kills, and end well. */
const jobsEnd = async (stack: LocalStack, { jobs }: Model): Promise<Violations> => {
  const token = await stack.token('admin@demo.test');
  const until = performance.now() + LONGEST_MS;
  const endOf = async (id: string): Promise<Violations> => {
    for (;;) {
      const state = stateOf(await stack.api('GET', `/jobs/${id}`, { token }));
      if (state === 'succeeded') return [];
      if (state === 'failed' || state === 'stopped' || performance.now() > until) return [`the job ${id} is ${state}`];
      await sleep(POLL_MS);
    }
  };
  return (await Promise.all([...jobs].map(endOf))).flat();
};

/** What the second audit sink took comes into the log. */
const reconciled = async (stack: LocalStack): Promise<Violations> => {
  const until = performance.now() + LONGEST_MS;
  for (;;) {
    const { kept, events } = await takeSnapshot(stack);
    const ids = new Set(events.map(({ id }) => id));
    const missing = kept.filter(({ id }) => !ids.has(id));
    if (missing.length === 0) return [];
    if (performance.now() > until) return missing.map(({ id }) => `the kept event ${id} is not in the log`);
    await sleep(POLL_MS);
  }
};

/** The log that an auditor reads is what lies in the table. */
const shownLog = async (stack: LocalStack): Promise<Violations> => {
  const tree = stack.ready.covered_entities.a;
  const { events } = await takeSnapshot(stack);
  const shown = (await readWholeLog(stack, await stack.token('auditor@demo.test'))).map(({ id }) => id);
  const ids = new Set(shown);
  const hidden = events.filter(({ covered_entity_id, id }) => covered_entity_id === tree && !ids.has(id));
  return [
    ...hidden.map(({ id }) => `the log does not show the event ${id}`),
    ...(ids.size === shown.length ? [] : ['the log shows an event twice']),
  ];
};

/** Lets the background catch up, and looks at what it made. */
export const settle = async (stack: LocalStack, model: Model): Promise<Violations> => {
  await stack.clock.set(LATER_MS);
  const jobs = await jobsEnd(stack, model);
  const kept = await reconciled(stack);
  const log = await shownLog(stack);
  return [...jobs, ...kept, ...log, ...(await sequenced(stack))];
};
