/** The keys of a bucket in the order of their UTF-8 bytes, in which S3 lists them. */
export class SortedKeys {
  readonly #keys: string[] = [];

  add(key: string): void {
    const index = this.#firstFrom(key);
    if (this.#keys[index] !== key) this.#keys.splice(index, 0, key);
  }

  remove(key: string): void {
    const index = this.#firstFrom(key);
    if (this.#keys[index] === key) this.#keys.splice(index, 1);
  }

  isEmpty(): boolean {
    return this.#keys.length === 0;
  }

  /** Keys that begin with `prefix`, from `from` on (included). */
  *withPrefix(prefix: string, from: string): Generator<string> {
    for (let index = this.#firstFrom(compareUtf8(from, prefix) > 0 ? from : prefix); ; index += 1) {
      const key = this.#keys[index];
      if (key?.startsWith(prefix) !== true) return;
      yield key;
    }
  }

  /** Index of the first key that is not before `key`. */
  #firstFrom(key: string): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const candidate = this.#keys[middle];
      if (candidate !== undefined && compareUtf8(candidate, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));
}
