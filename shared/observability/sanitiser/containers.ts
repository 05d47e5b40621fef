import type { Announced } from './announced';

const DEEPEST = 64;

/** Objects and lists that are open, and what the key before each announced: it holds for all that is in them. */
export class Containers {
  /** What the last key announced, until its value is read. */
  pending: Announced = 'nothing';
  /** What holds for where reading is. */
  inherited: Announced = 'nothing';
  private readonly around: Announced[] = [];

  begin(): void {
    this.around.length = 0;
    this.inherited = 'nothing';
    this.pending = 'nothing';
  }

  open(): void {
    if (this.around.length < DEEPEST) {
      this.around.push(this.inherited);
      if (this.pending !== 'nothing') this.inherited = this.pending;
    }
    this.pending = 'nothing';
  }

  close(): void {
    this.inherited = this.around.pop() ?? 'nothing';
    this.pending = 'nothing';
  }
}
