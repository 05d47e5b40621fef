const MOST = 1_000;

/** The newest items, so that whoever tests the local stack sees what came in. In memory only. */
export class Newest<Item> {
  #items: Item[] = [];

  add(item: Item): void {
    this.#items.push(item);
    if (this.#items.length > MOST) this.#items.shift();
  }

  /** Oldest first. */
  list(): readonly Item[] {
    return [...this.#items];
  }

  clear(): void {
    this.#items = [];
  }
}
