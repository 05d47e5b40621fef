import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../bundle/bundle-handlers';
import { checkLockfile } from './check-lockfile';

/** A gate of `npm run check`: a command that must exit with 0. */
interface Gate {
  readonly name: string;
  readonly command: readonly string[];
}

const bin = (name: string): string => join(ROOT, 'node_modules', '.bin', name);

const gates = (output: string): readonly Gate[] => [
  { name: 'format', command: [bin('prettier'), '--check', '--log-level', 'warn', '.'] },
  { name: 'types', command: [bin('tsc'), '--noEmit'] },
  { name: 'lint', command: [bin('eslint'), '--max-warnings', '0', '.'] },
  { name: 'architecture', command: [bin('depcruise'), '--output-type', 'err', 'shared', 'functions', 'infra'] },
  { name: 'dead code', command: [bin('knip')] },
  { name: 'openapi', command: [bin('redocly'), 'lint', 'docs/openapi.json', '--extends', 'recommended-strict'] },
  { name: 'synth', command: [bin('cdk'), 'synth', '--quiet', '--output', output] },
];

const write = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const run = ({ name, command }: Gate): boolean => {
  const [file = '', ...args] = command;
  const started = Date.now();
  const result = spawnSync(file, args, { cwd: ROOT, encoding: 'utf8', env: { ...process.env, FORCE_COLOR: '0' } });
  const passed = result.status === 0;
  write(`${passed ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (!passed) write(`${result.stdout}${result.stderr}`);
  return passed;
};

const checkLock = (): boolean => {
  const problems = checkLockfile(ROOT);
  write(`${problems.length === 0 ? 'ok  ' : 'FAIL'} lock file`);
  for (const problem of problems) write(`     ${problem}`);
  return problems.length === 0;
};

/** `npm run check`: every gate but the tests, all of them even if one fails; exits with 1 unless all pass. */
const main = (): void => {
  const output = mkdtempSync(join(tmpdir(), 'phiducia-synth-'));
  const results = [checkLock(), ...gates(output).map(run)];
  rmSync(output, { recursive: true, force: true });
  const failed = results.filter((passed) => !passed).length;
  write(`check: ${results.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
};

main();
