import { importCommand } from './import/import-command';
import { IMPORT_HELP, parseImportOptions, UsageError } from './import/import-options';
import { ImportStopped } from './import/import-stopped';

/** Exit status; `docs/import.md` explains them. */
const [COMPLETE, SOME_REFUSED, WRONG_USAGE, STOPPED] = [0, 1, 2, 3] as const;

/** `npm run import`: patients and vital signs through the HTTP API. */
const main = async (): Promise<number> => {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stop.abort();
    });
  }
  const options = parseImportOptions(process.argv.slice(2), process.env);
  if (options.help) {
    process.stdout.write(IMPORT_HELP);
    return COMPLETE;
  }
  return (await importCommand(options, process.env, stop.signal)) ? COMPLETE : SOME_REFUSED;
};

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    const isUsage = error instanceof UsageError;
    // An exception of a library may quote what it was given.
    const isOurs =
      isUsage || error instanceof ImportStopped || (error instanceof Error && error.name === 'SignInError');
    const message = isOurs ? error.message : `Failed: ${error instanceof Error ? error.name : typeof error}.`;
    process.stderr.write(`${message}\n${isUsage ? IMPORT_HELP : ''}`);
    process.exitCode = isUsage ? WRONG_USAGE : STOPPED;
  },
);
