import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { ROOT } from '../../infra/bundle/bundle-handlers';
import { bundleFile } from '../../infra/bundle/fresh-bundles';
import type { StartedBundle } from './cold-start-instance';
import { startColdStartStack } from './cold-start-stack';
import type { Measured } from './measured';

const ROUNDS = 15;
/** The first bar; the second one, 0.45, was reached with V8's compiled code, which Lambda keeps for nobody. */
const BAR = 0.6;

/** Below the repository, so that what a peer leaves outside of itself is found. */
const DIRECTORY = join(ROOT, '.build', 'bench');

const EMPTY = 'exports.handler = async () => ({ statusCode: 200, headers: {}, body: "{}" });';

/** The same handler as somebody bundles it who sets nothing: all packages, whole. */
const peer = async (name: string, options: BuildOptions): Promise<StartedBundle> => {
  const file = join(DIRECTORY, `${name}.js`);
  await build({
    ...{ absWorkingDir: ROOT, entryPoints: ['functions/hipaa/encrypt-value.ts'], outfile: file },
    ...{ bundle: true, platform: 'node', target: 'node20', logLevel: 'silent' },
    ...options,
  });
  return { file };
};

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

/**
 * CPU time from the spawn of the process to the end of its first invocation, `POST /hipaa/encrypt` against the local
 * engines, over that of an empty handler: ours, ÷ that of peers. All in turn in each round; the median of the rounds' ratios.
 */
export const coldStarts = async (): Promise<readonly Measured[]> => {
  mkdirSync(DIRECTORY, { recursive: true });
  const empty = join(DIRECTORY, 'empty.js');
  writeFileSync(empty, EMPTY);
  const compiled = join(DIRECTORY, 'compiled');
  rmSync(compiled, { force: true });
  const ours = bundleFile('EncryptValue');
  const bundles: Readonly<Record<string, StartedBundle>> = {
    empty: { file: empty },
    ours: { file: ours },
    compiled: { file: ours, compiled },
    typical: await peer('typical', {}),
    minified: await peer('minified', { minify: true }),
  };
  const stack = await startColdStartStack();
  try {
    // The first start makes the tenant's key, and V8's code.
    for (const bundle of Object.values(bundles)) await stack.measure(bundle);
    const rounds: Readonly<Record<string, number>>[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const turn = Object.entries(bundles);
      const times: Record<string, number> = {};
      for (const [name, bundle] of round % 2 === 0 ? turn : turn.reverse()) times[name] = await stack.measure(bundle);
      rounds.push(times);
    }
    const over = (name: string) => (times: Readonly<Record<string, number>>) =>
      (times[name] ?? NaN) - (times.empty ?? NaN);
    const row = (figure: string, one: string, other: string, least?: number): Measured => {
      const ratio = median(rounds.map((times) => over(one)(times) / over(other)(times)));
      const [mine, theirs] = [one, other].map((name) => median(rounds.map(over(name))).toFixed(0));
      return {
        figure,
        bar: least === undefined ? '' : `≤ ${least}`,
        measured: `${ratio.toFixed(2)} (${mine} ms, peer ${theirs} ms)`,
        passes: least === undefined ? undefined : ratio <= least,
      };
    };
    return [
      row('CPU of a cold start over an empty handler, ÷ esbuild’s defaults and all packages', 'ours', 'typical', BAR),
      row('the same, ÷ esbuild’s defaults, minified', 'ours', 'minified'),
      row('the same with V8’s compiled code of this very machine, ÷ esbuild’s defaults', 'compiled', 'typical'),
    ];
  } finally {
    await stack.close();
  }
};
