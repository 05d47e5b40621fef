import type { CanaryIndex } from './canary-index';
import { described, type Planting } from './planting';

/** Where something comes out. */
export interface Output {
  /** Such as `response header` or `table audit`. */
  readonly kind: string;
  /** Such as the request that was answered. */
  readonly place?: string;
  /** The member or attribute whose value the bytes are, and whether its canary may stand there. */
  readonly allows?: (planting: Planting) => boolean;
}

/** Looks through outputs as they come, and keeps what it found and how much it saw. */
export class LeakSearch {
  readonly #found = new Set<string>();
  readonly #told = new Set<string>();
  readonly #seen = new Map<string, { bytes: number; allowed: number; hits: number }>();

  constructor(private readonly index: CanaryIndex<Planting>) {}

  look(output: Output, bytes: string | Uint8Array): void {
    const haystack = typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes;
    const seen = this.#seen.get(output.kind) ?? { bytes: 0, allowed: 0, hits: 0 };
    this.#seen.set(output.kind, seen);
    seen.bytes += haystack.length;
    for (const { planting, encoding } of this.index.find(haystack)) {
      if (output.allows?.(planting) === true) {
        seen.allowed += 1;
        continue;
      }
      seen.hits += 1;
      const place = output.place === undefined ? '' : ` (${output.place})`;
      this.#found.add(`${described(planting)}: ${encoding}, in ${output.kind}${place}`);
    }
  }

  /** One line for each canary, encoding, and place that was found since the last call. */
  newHits(): readonly string[] {
    const hits = [...this.#found].filter((hit) => !this.#told.has(hit));
    for (const hit of hits) this.#told.add(hit);
    return hits;
  }

  /** Kinds of output of which not a byte was seen: nothing was looked for there, whatever was found. */
  unseen(kinds: readonly string[]): readonly string[] {
    return kinds.filter((kind) => (this.#seen.get(kind)?.bytes ?? 0) === 0);
  }

  /** How many identifiers stood where their caller may see them: that they are found at all. */
  get shownRightly(): number {
    return [...this.#seen.values()].reduce((sum, { allowed }) => sum + allowed, 0);
  }

  get rows(): readonly Readonly<Record<string, string | number>>[] {
    return [...this.#seen].map(([output, { bytes, allowed, hits }]) => ({
      output,
      'KiB searched': Math.ceil(bytes / 1024),
      'shown rightly': allowed,
      hits,
    }));
  }
}
