/** How an operator command ends. */
export const EXIT = { done: 0, refused: 1, usage: 2, unreachable: 3, interrupted: 130 } as const;

type Failure = Exclude<keyof typeof EXIT, 'done'>;

/** A sentence for the operator, and the exit status that goes with it. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  constructor(
    readonly failure: Failure,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Ends the program with what `main` found, and says failures on stderr. Messages of libraries are not repeated. */
export const runCommand = (main: () => Promise<void>, help: string): void => {
  main().catch((error: unknown) => {
    const known = error instanceof CommandError ? error : undefined;
    const message = known?.message ?? `Failed: ${error instanceof Error ? error.name : typeof error}.`;
    process.stderr.write(`${message}\n${known?.failure === 'usage' ? help : ''}`);
    process.exitCode = EXIT[known?.failure ?? 'unreachable'];
  });
};
