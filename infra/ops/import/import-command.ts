import { existsSync } from 'node:fs';
import { homeOf } from '../../local/home';
import { readRuntime } from '../../local/runtime-file';
import { type AccessTokens, givenToken, localTokens, unverifiedClaims } from './access-tokens';
import { ImportClient } from './import-client';
import { type ImportOptions, UsageError } from './import-options';
import { ImportReport } from './import-report';
import { openState, passingState } from './import-state';
import { stateFile, targetName } from './import-place';
import { type InputFile, inputFiles } from './input-files';
import { type Progress, startProgress } from './progress';
import { PASSES, runImport } from './run-import';
import { SourceKeys } from './source-ids';

const filesOf = (input: string): readonly InputFile[] => {
  try {
    const files = inputFiles(input);
    if (files.length > 0) return files;
  } catch {
    throw new UsageError('There is no such file or directory.');
  }
  throw new UsageError('There is nothing to import: no .json, .ndjson, or .csv.');
};

interface Place {
  readonly url: string;
  readonly tokens: AccessTokens;
}

const placeOf = ({ url, token, as }: ImportOptions, home: string): Place => {
  const runtime = readRuntime(home);
  const origin = url ?? runtime?.url;
  if (origin === undefined)
    throw new UsageError('No local stack runs. Start it with npm start, or name --url and a token.');
  if (token !== undefined) return { url: origin, tokens: givenToken(token) };
  if (runtime?.url !== origin) throw new UsageError('A token is needed: PHIDUCIA_TOKEN or --token.');
  return { url: origin, tokens: localTokens(home, as) };
};

const targetOf = async ({ tokens }: Place, { coveredEntityId }: ImportOptions): Promise<string> => {
  const { client_id = '', covered_entity_id } = unverifiedClaims(await tokens.current());
  const entity = coveredEntityId ?? covered_entity_id;
  if (entity === undefined) throw new UsageError('The token names no covered entity: --covered-entity is needed.');
  return targetName(client_id, entity);
};

const stateFileOf = ({ state, mustResume }: ImportOptions, home: string, target: string): string => {
  const file = state ?? stateFile(home, target);
  if (mustResume && !existsSync(file)) throw new UsageError('--resume: there is no such file.');
  return file;
};

const progressOver = (files: readonly InputFile[]): Progress =>
  startProgress(PASSES * files.reduce((sum, { bytes }) => sum + bytes, 0), process.stderr);

const within = async (
  options: ImportOptions,
  files: readonly InputFile[],
  parts: Pick<Parameters<typeof runImport>[0], 'keys' | 'state' | 'client' | 'signal'>,
): Promise<boolean> => {
  const report = new ImportReport(options.report);
  const progress = progressOver(files);
  try {
    await runImport({ files, options, report, progress, now: () => new Date(), ...parts });
  } finally {
    progress.stop();
    report.close();
    await parts.state.close();
    process.stdout.write(`${options.dryRun ? 'Dry run: nothing was sent.\n' : ''}${report.summary()}`);
  }
  return report.refused === 0;
};

/**
 * Imports what the options say and prints what became of it.
 * @returns whether no record was refused
 * @throws UsageError
 * @throws ImportStopped
 */
export const importCommand = async (
  options: ImportOptions,
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<boolean> => {
  const files = filesOf(options.input);
  if (options.dryRun) return within(options, files, { keys: new SourceKeys('dry-run'), state: passingState(), signal });
  const home = homeOf(environment);
  const place = placeOf(options, home);
  const target = await targetOf(place, options);
  const state = await openState(stateFileOf(options, home, target), target);
  const client = new ImportClient(place.url, place.tokens);
  return within(options, files, { keys: new SourceKeys(target), state, client, signal });
};
