import type { Announced } from './announced';

const DEEPEST = 64;

/** Objects and lists that are open, and what the key before each announced: it holds for all that is in them. */
export class Containers {
  /** What the last key announced, until its value is read. */
  pending: Announced = 'nothing';
  private readonly announced: Announced[] = [];

  /** What holds for where reading is. */
  get inherited(): Announced {
    return this.announced.at(-1) ?? 'nothing';
  }

  begin(): void {
    this.announced.length = 0;
    this.pending = 'nothing';
  }

  open(): void {
    if (this.announced.length < DEEPEST)
      this.announced.push(this.pending === 'nothing' ? this.inherited : this.pending);
    this.pending = 'nothing';
  }

  close(): void {
    this.announced.pop();
    this.pending = 'nothing';
  }
}
