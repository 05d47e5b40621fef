import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseStartOptions } from '../../../infra/local/start-options';
import { ROOT, runStart } from './run-start';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'phiducia-start-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

describe('a start that cannot be says why in one sentence and exits with 1', () => {
  it('port in use', async () => {
    const server = createServer();
    const port = await new Promise<number>((done) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        done(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    const { code, stdout, stderr } = await runStart(home, [], { PORT: String(port) });
    server.close();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(`Port ${port} is in use. Stop what listens there, or set PORT to another port.\n`);
  });

  it('no embedded DynamoDB engine for this platform', async () => {
    const preload = join(home, 'without-engine.js');
    writeFileSync(
      preload,
      `const Module = require('module'); const resolve = Module._resolveFilename;
       Module._resolveFilename = function (request, ...others) {
         if (request.startsWith('@dynoxide/')) throw new Error('not installed');
         return resolve.call(this, request, ...others);
       };`,
    );
    const { code, stderr } = await runStart(home, [], {}, preload);
    expect(code).toBe(1);
    expect(stderr).toContain('AWS_ENDPOINT_URL_DYNAMODB');
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('another DynamoDB engine that does not answer', async () => {
    const { code, stderr } = await runStart(home, [], { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9' });
    expect(code).toBe(1);
    expect(stderr).toContain('DynamoDB at http://127.0.0.1:9 (AWS_ENDPOINT_URL_DYNAMODB) does not answer.\n');
  });

  it('an unknown option', async () => {
    const { code, stderr } = await runStart(home, ['--fast']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "Unknown option '--fast'. See npm start -- --help.\n" });
  });

  it.each([
    ['a port beyond the last', { PORT: '99999' }, 'PORT'],
    ['a port that is no number', { PORT: '3000x' }, 'PORT'],
    ['settings that are no JSON', { PHIDUCIA_SETTINGS: '{' }, 'PHIDUCIA_SETTINGS'],
    ['a setting that there is not', { PHIDUCIA_SETTINGS: '{"NO_SUCH":"1"}' }, 'PHIDUCIA_SETTINGS'],
    ['a setting that is no text', { PHIDUCIA_SETTINGS: '{"SESSION_IDLE_MINUTES":1}' }, 'PHIDUCIA_SETTINGS'],
  ])('%s', (_, environment, word) => {
    expect(() => parseStartOptions([], environment)).toThrow(word);
  });
});

describe('options', () => {
  it('default to port 3000 and .local in the repository', () => {
    expect(parseStartOptions([], {})).toEqual({
      json: false,
      ephemeral: false,
      withParent: false,
      help: false,
      background: true,
      seedPatients: true,
      port: 3000,
      home: join(ROOT, '.local'),
      dynamodbEndpoint: undefined,
      settings: {},
    });
  });

  it('come from the environment and the command line', () => {
    const environment = { PORT: '0', PHIDUCIA_HOME: '/tmp/x', PHIDUCIA_SETTINGS: '{"HIPAA_ENABLED":"false"}' };
    expect(parseStartOptions(['--json', '--ephemeral'], environment)).toMatchObject({
      json: true,
      ephemeral: true,
      port: 0,
      home: '/tmp/x',
      settings: { HIPAA_ENABLED: 'false' },
    });
  });
});
