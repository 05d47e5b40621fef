import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { removeUnfinished } from '../../../infra/local/lambda/unfinished-files';
import { startLambdaFixture } from './lambda-fixture';

const COMPILED = resolve(__dirname, '../../../.build/local/compiled');

/** The id of a process that has ended. */
const ended = (): number => spawnSync(process.execPath, ['--version']).pid;

describe('compiled code that an instance did not finish', () => {
  it('is removed by the start of the next stack', async () => {
    const left = join(COMPILED, `Probe.${ended()}.7.tmp`);
    mkdirSync(COMPILED, { recursive: true });
    writeFileSync(left, '');
    const fixture = startLambdaFixture(`return 'fine';`);
    expect(existsSync(left)).toBe(false);
    await fixture.close();
  });

  it('stays while its stack runs, and so does what is finished', () => {
    const directory = mkdtempSync(join(tmpdir(), 'phiducia-compiled-'));
    const names = [`Decrypt`, `Decrypt.${process.pid}.3.tmp`, 'a.tmp', 'Probe.1.2.tmp'];
    for (const name of [...names, `Decrypt.${ended()}.3.tmp`]) writeFileSync(join(directory, name), '');
    removeUnfinished(directory);
    expect(readdirSync(directory).sort()).toEqual([...names].sort());
    rmSync(directory, { recursive: true });
  });

  it('is none where nothing was compiled yet', () => {
    expect(() => {
      removeUnfinished('/nowhere/at/all');
    }).not.toThrow();
  });
});
