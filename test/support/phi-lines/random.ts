/** Numbers that a seed determines (mulberry32): a run can be repeated. */
export class SeededRandom {
  constructor(
    private state: number,
    /** Which half of every pool is drawn from: what is fixed on one is measured on the other. */
    private readonly half: 0 | 1,
  ) {}

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** Any of them. */
  any<Value>(values: readonly Value[]): Value {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new Error('There is nothing to pick.');
    return value;
  }

  /** One of this half of a pool. */
  pick<Value>(pool: readonly Value[]): Value {
    return this.any(pool.length < 2 ? pool : pool.filter((_, index) => index % 2 === this.half));
  }

  from(letters: string, length: number): string {
    return Array.from({ length }, () => letters[this.below(letters.length)]).join('');
  }

  digits(length: number): string {
    return this.from('0123456789', length);
  }

  /** Each `#` is a digit, `@` a capital letter, `%` a hexadecimal digit. */
  form(pattern: string): string {
    return pattern
      .replace(/#/g, () => this.digits(1))
      .replace(/@/g, () => this.from('ABCDEFGHJKLMNPRSTUVWXYZ', 1))
      .replace(/%/g, () => this.from('0123456789abcdef', 1));
  }
}
