import { spawnSync } from 'node:child_process';
import { build } from 'esbuild';
import { ROOT } from '../../../../infra/bundle/bundle-handlers';
import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { handler as preTokenGeneration } from '../../../../functions/identity/pre-token-generation';

const PHI = 'Maria Invented 900-12-3456';

/** A function whose work goes wrong where nobody waits for it, under a runtime that prints what it catches, like Lambda's. */
const PROGRAM = `
  const { lastResort } = require('./functions/_pipeline/last-resort');
  const { workerLambda } = require('./functions/_pipeline/worker-lambda');
  const fail = () => {
    if (process.env.HOW === 'rejection') void Promise.reject(new TypeError(process.env.WHAT));
    else if (process.env.HOW === 'text') void Promise.reject(process.env.WHAT);
    else setTimeout(() => { throw new TypeError(process.env.WHAT); }, 0);
  };
  const run = async () => { fail(); await new Promise((resolve) => setTimeout(resolve, 5000)); return { statusCode: 200, body: '' }; };
  const event = { requestContext: { requestId: 'r' }, headers: {} };
  if (process.env.KIND === 'route') void lastResort('showPatient', run)(event, {});
  else void workerLambda('sequence', run)(event, { getRemainingTimeInMillis: () => 9000 });
`;
const RUNTIME = `for (const name of ['uncaughtException', 'unhandledRejection'])
  process.on(name, (error) => { console.error(error); process.exit(129); });\n`;

let bundle: string;
beforeAll(async () => {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    stdin: { contents: PROGRAM, resolveDir: ROOT },
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
  });
  bundle = RUNTIME + outputFiles.map(({ text }) => text).join('');
});

const ENVIRONMENT = {
  AWS_REGION: 'us-east-1',
  HIPAA_ENABLED: 'true',
  HIPAA_ALLOWED_REGIONS: '["us-east-1"]',
  WHAT: PHI,
};
const run = (more: Readonly<Record<string, string>>) =>
  spawnSync(process.execPath, ['-'], { input: bundle, env: { ...ENVIRONMENT, ...more }, encoding: 'utf8' });

describe('guarantee 5: what nobody catches leaves no PHI in the log', () => {
  it.each(['route', 'worker'].flatMap((kind) => ['exception', 'rejection', 'text'].map((how) => [kind, how] as const)))(
    'of a %s, %s',
    (kind, how) => {
      const { stdout, stderr, status } = run({ KIND: kind, HOW: how, AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001' });
      expect(stdout + stderr).not.toMatch(/Maria|900-12/);
      expect(stdout + stderr).toContain('"message":"unexpected error"');
      expect(stdout + stderr).toContain(how === 'text' ? '"name":"string"' : '"name":"TypeError"');
      expect(status).toBe(1);
    },
  );

  it('would leak without: the runtime of this test prints what it catches', () => {
    const { stderr } = run({ KIND: 'route', HOW: 'exception' });
    expect(stderr).toContain(PHI);
  });

  it('the trigger of Cognito, which has no log line, throws nothing that quotes its event', async () => {
    const hostile = { userName: PHI, request: null } as unknown as PreTokenGenerationV2TriggerEvent;
    const thrown = await preTokenGeneration(hostile).then(
      () => 'nothing',
      (error: unknown) => String(error),
    );
    expect(thrown).not.toBe('nothing');
    expect(thrown).not.toMatch(/Maria|900-12/);
  });
});
