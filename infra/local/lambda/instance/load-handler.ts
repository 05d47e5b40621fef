import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire, wrap } from 'node:module';
import { dirname } from 'node:path';
import { threadId } from 'node:worker_threads';
import { Script } from 'node:vm';
import type { InstanceData } from './instance-protocol';

export type Handler = (event: unknown, context: unknown) => unknown;

export interface LoadedHandler {
  readonly handler: Handler;
  /** Keeps what V8 has compiled so far, so that the next instance need not; once, and only if nothing was kept yet. */
  readonly keepCompiled: () => void;
}

const DIGEST_BYTES = 32;

/** What was kept of this very bundle. V8 itself compares little more than lengths. */
const compiledOf = (file: string, digest: Buffer): Buffer | undefined => {
  try {
    const kept = readFileSync(file);
    return kept.subarray(0, DIGEST_BYTES).equals(digest) ? kept.subarray(DIGEST_BYTES) : undefined;
  } catch {
    return undefined;
  }
};

/** In one step, for another stack may read it; without it all works, only slower. */
const keep = (file: string, digest: Buffer, compiled: Buffer): void => {
  const temporary = `${file}.${process.pid}.${threadId}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, Buffer.concat([digest, compiled]));
    renameSync(temporary, file);
  } catch {
    // The next instance compiles anew.
  }
};

/**
 * Runs the bundle as Node.js runs a CommonJS module, with the compiled code of an instance before, if there is some.
 * @throws TypeError for a bundle without a handler, and what the bundle throws
 */
export const loadHandler = ({ bundleFile, compiledFile }: InstanceData): LoadedHandler => {
  const source = readFileSync(bundleFile, 'utf8');
  const digest = createHash('sha256').update(source).digest();
  const script = new Script(wrap(source), { filename: bundleFile, cachedData: compiledOf(compiledFile, digest) });
  const module: { exports: { readonly handler?: unknown } } = { exports: {} };
  const run = script.runInThisContext() as (...parameters: readonly unknown[]) => void;
  run.call(module.exports, module.exports, createRequire(bundleFile), module, bundleFile, dirname(bundleFile));
  const { handler } = module.exports;
  if (typeof handler !== 'function') throw new TypeError('The bundle exports no handler.');
  let kept = script.cachedDataRejected === false;
  return {
    handler: handler as Handler,
    keepCompiled: () => {
      if (kept) return;
      kept = true;
      keep(compiledFile, digest, script.createCachedData());
    },
  };
};
