import { Newest } from '../newest';
import { FaultInput, type Fault, type FaultTarget } from './fault';

const MAXIMUM_FAULTS = 100;

/** Why a fault was not taken up: paths and codes, never the value that was sent. */
interface FaultRefusal {
  readonly ok: false;
  readonly code: 'fault-invalid' | 'fault-list-full';
  readonly errors: readonly { readonly path: string; readonly code: string }[];
}

export type FaultAdded = { readonly ok: true; readonly fault: Fault } | FaultRefusal;

/** A request that reached an engine, and the fault that ended it. */
interface SeenCall extends Required<FaultTarget> {
  readonly fault?: string;
}

/** The faults switched on in this local stack, at most 100, oldest first. In memory only: a restart heals. */
export class FaultRegistry {
  /** Every request asks here whether a fault is to be played, so that this is where they can all be seen. */
  readonly calls = new Newest<SeenCall>();
  readonly #entries: { readonly fault: Fault; remaining: number }[] = [];

  /** Takes the body of `POST /__local/faults` as it came. */
  add(input: unknown): FaultAdded {
    const parsed = FaultInput.safeParse(input);
    if (!parsed.success) {
      const errors = parsed.error.issues.map(({ path, code }) => ({ path: path.join('.'), code }));
      return { ok: false, code: 'fault-invalid', errors };
    }
    if (this.#entries.length >= MAXIMUM_FAULTS) return { ok: false, code: 'fault-list-full', errors: [] };
    this.#entries.push({ fault: parsed.data, remaining: parsed.data.count });
    return { ok: true, fault: parsed.data };
  }

  /** Ends all faults; answers how many there were. */
  clear(): number {
    return this.#entries.splice(0).length;
  }

  /** The faults still on, `count` being what remains of each. */
  list(): readonly Fault[] {
    return this.#entries.map(({ fault, remaining }) => ({ ...fault, count: remaining }));
  }

  /** The oldest fault that matches, used up once. Synchronous, so parallel requests never share one use. */
  take(target: FaultTarget): Fault | undefined {
    const fault = this.#use(target);
    this.calls.add({ tables: [], ...target, ...(fault === undefined ? {} : { fault: fault.error }) });
    return fault;
  }

  #use(target: FaultTarget): Fault | undefined {
    const index = this.#entries.findIndex(({ fault }) => matches(fault, target));
    const entry = this.#entries[index];
    if (entry === undefined) return undefined;
    if (entry.fault.count > 0) {
      entry.remaining -= 1;
      if (entry.remaining === 0) this.#entries.splice(index, 1);
    }
    return entry.fault;
  }
}

function matches(fault: Fault, { service, operation, tables = [] }: FaultTarget): boolean {
  return (
    fault.service === service &&
    (fault.operation === '*' || fault.operation === operation) &&
    [...(fault.table === undefined ? [] : [fault.table]), ...(fault.tables ?? [])].every((name) =>
      tables.includes(name),
    )
  );
}
