import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CdkRun, cdkSynth, ROOT } from './run-cdk';
import type { Template } from './template';

export type StackName = 'Data' | 'Identity' | 'Evidence' | 'Api' | 'Observability';
export const STACK_NAMES: readonly StackName[] = ['Data', 'Identity', 'Evidence', 'Api', 'Observability'];

/** A cloud assembly on disk, as `cdk synth` wrote it. */
export interface Assembly {
  readonly stage: string;
  readonly directory: string;
  readonly run: CdkRun;
}

const CACHE = join(ROOT, '.build', 'test-synth');
const INPUTS = [
  ...['app.ts', 'bundle', 'config', 'constructs', 'guards', 'stacks'].map((name) => join('infra', name)),
  'shared',
  'functions',
  'cdk.json',
  join('docs', 'openapi.json'),
  'package-lock.json',
];
const LONGEST_SYNTHESIS_MS = 120_000;
const POLL_MS = 100;

const filesOf = (path: string): readonly string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .sort()
        .flatMap((name) => filesOf(join(path, name)))
    : [path];

/** What an assembly depends on: from other contents comes another assembly. */
const inputHash = (): string => {
  const hash = createHash('sha256');
  for (const file of INPUTS.flatMap((input) => filesOf(join(ROOT, input)))) {
    hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex').slice(0, 16);
};

const sleep = (milliseconds: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
};

/** Takes the lock, or says that another test file has it. A lock of a killed run is broken after two minutes. */
const tryLock = (lock: string): boolean => {
  const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
  if (since !== undefined && Date.now() - since > LONGEST_SYNTHESIS_MS) rmSync(lock, { recursive: true, force: true });
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
};

/** Removes what earlier contents left behind, but nothing that a run beside this one may still read. */
const removeOldAssemblies = (): void => {
  for (const name of readdirSync(CACHE)) {
    const path = join(CACHE, name);
    if (Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > 10 * LONGEST_SYNTHESIS_MS) {
      rmSync(path, { recursive: true, force: true });
    }
  }
};

type Stage = 'dev' | 'prod';

/** The value of each key, made once. */
const once = <Key extends string, Value>(make: (key: Key) => Value): ((key: Key) => Value) => {
  const made = new Map<Key, Value>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    made.set(key, value);
    return value;
  };
};

const synthesise = (stage: Stage): Assembly => {
  mkdirSync(CACHE, { recursive: true });
  const directory = join(CACHE, `${inputHash()}-${stage}`);
  const result = `${directory}.json`;
  const lock = `${directory}.lock`;
  while (!existsSync(result)) {
    if (!tryLock(lock)) {
      sleep(POLL_MS);
      continue;
    }
    try {
      removeOldAssemblies();
      if (!existsSync(result)) {
        const run = cdkSynth(directory, ['-c', `stage=${stage}`], { validation: stage === 'dev', keptBundles: true });
        // Failures are not kept: what was wrong may have been outside.
        if (run.exitCode !== 0) return { stage, directory, run };
        writeFileSync(result, JSON.stringify(run));
      }
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
  return { stage, directory, run: JSON.parse(readFileSync(result, 'utf8')) as CdkRun };
};

const assemblyOf = once(synthesise);

/**
 * The assembly of a stage, synthesised once for all test files and kept until its inputs change.
 * The one of `dev` is validated by CDK too.
 */
export const synthesised = (stage: Stage = 'dev'): Assembly => assemblyOf(stage);

/** The text of a stack's template. */
export const templateText = ({ stage, directory, run }: Assembly, stack: StackName): string => {
  const file = join(directory, `Phiducia-${stage}-${stack}.template.json`);
  if (!existsSync(file)) throw new Error(`cdk synth wrote no template of ${stack}:\n${run.output}`);
  return readFileSync(file, 'utf8');
};

const parsedTemplates = {
  dev: once((stack: StackName) => JSON.parse(templateText(synthesised('dev'), stack)) as Template),
  prod: once((stack: StackName) => JSON.parse(templateText(synthesised('prod'), stack)) as Template),
};

/** The template of a stack. */
export const templateOf = (stack: StackName, stage: Stage = 'dev'): Template => parsedTemplates[stage](stack);
