/** Ends what was started, last first; a failure of one does not keep the others. */
export class Shutdown {
  readonly #steps: (() => Promise<void> | void)[] = [];

  add(step: () => Promise<void> | void): void {
    this.#steps.unshift(step);
  }

  async run(): Promise<void> {
    for (const step of this.#steps.splice(0)) {
      try {
        await step();
      } catch {
        // The others are ended all the same.
      }
    }
  }
}
