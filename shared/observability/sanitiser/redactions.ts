/** What stands for something that was taken out. */
const REDACTED = '[REDACTED]';

/** Parts of a text to take out, collected from its beginning to its end; those that touch or overlap become one. */
export class Redactions {
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];

  get count(): number {
    return this.starts.length;
  }

  clear(): void {
    this.starts.length = 0;
    this.ends.length = 0;
  }

  add(start: number, end: number): void {
    if (end <= start) return;
    let from = start;
    let to = end;
    let last = this.starts.length - 1;
    while (last >= 0 && (this.ends[last] ?? 0) >= from) {
      from = Math.min(from, this.starts[last] ?? from);
      to = Math.max(to, this.ends[last] ?? to);
      this.starts.pop();
      this.ends.pop();
      last -= 1;
    }
    this.starts.push(from);
    this.ends.push(to);
  }

  apply(text: string): string {
    if (this.starts.length === 0) return text;
    let result = '';
    let place = 0;
    this.starts.forEach((start, index) => {
      result += text.slice(place, start) + REDACTED;
      place = this.ends[index] ?? start;
    });
    return result + text.slice(place);
  }
}
