import { createLogger, type Logger } from '../../../shared/observability/logger';
import type { LogFields } from '../../../shared/observability/log-record';

const PHI = 'Maria Invented 900-12-3456';

/** What a logger writes on the process's streams, line by line; nothing reaches the screen. */
const linesOf = (log: (logger: Logger) => void): readonly string[] => {
  const written: string[] = [];
  const take = (chunk: unknown): boolean => {
    written.push(String(chunk));
    return true;
  };
  const spies = [process.stdout, process.stderr].map((stream) => jest.spyOn(stream, 'write').mockImplementation(take));
  try {
    log(createLogger());
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return written.join('').split('\n').slice(0, -1);
};

const recordsOf = (log: (logger: Logger) => void): readonly unknown[] =>
  linesOf(log).map((line): unknown => JSON.parse(line));

describe('164.312(b) logs are JSON lines of fixed messages and allow-listed fields', () => {
  it.each(['info', 'warn', 'error'] as const)('%s writes one line', (level) => {
    const records = recordsOf((logger) => {
      logger[level]('request', { request_id: 'r-1', operation: 'decryptValue', status_code: 200, duration_ms: 3 });
    });
    expect(records).toEqual([
      {
        level: level.toUpperCase(),
        message: 'request',
        service: 'phiducia',
        timestamp: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/) as unknown,
        request_id: 'r-1',
        operation: 'decryptValue',
        status_code: 200,
        duration_ms: 3,
      },
    ]);
  });

  it('writes an error as its class and frames', () => {
    const [record] = recordsOf((logger) => {
      logger.error('unexpected error', { error: new TypeError(PHI, { cause: new RangeError(PHI) }) });
    });
    expect(record).toMatchObject({ error: { name: 'TypeError', cause: 'RangeError' } });
    expect(Object.keys(Reflect.get(record as object, 'error') as object).sort()).toEqual(['cause', 'frames', 'name']);
  });
});

describe('guarantee 5: PHI never leaks into logs', () => {
  it.each([
    ['in the message of an error', { error: new Error(PHI) }],
    ['in the name of an error', { error: Object.assign(new Error('x'), { name: PHI }) }],
    ['in a cause', { error: new Error('x', { cause: PHI }) }],
    ['in a thrown text', { error: PHI }],
    ['in a key that is not allowed', { value: PHI } as LogFields],
    ['in a nested field', { request_id: { value: PHI } } as unknown as LogFields],
    ['in a field that replaces one of the formatter’s', { message: PHI, level: PHI, service: PHI } as LogFields],
  ])('%s', (_, fields) => {
    const text = linesOf((logger) => {
      logger.info('request', fields);
      logger.error('unexpected error', fields);
    }).join('\n');
    expect(text).toContain('unexpected error');
    expect(text).not.toMatch(/Maria|900-12/);
  });
});

describe('a line that cannot be written never stops a request', () => {
  const hostile = Object.defineProperty(new Error('x'), 'name', {
    get: (): string => {
      throw new Error(PHI);
    },
  });

  it('leaves a marker instead, and nothing of the object', () => {
    const lines = linesOf((logger) => {
      logger.info('request', { error: hostile });
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('log record dropped');
    expect(lines[0]).not.toMatch(/Maria/);
  });

  it('passes over a sink that fails', () => {
    const spy = jest.spyOn(process.stdout, 'write').mockImplementation(() => {
      throw new Error('EPIPE');
    });
    try {
      expect(() => {
        createLogger().info('request', {});
      }).not.toThrow();
    } finally {
      spy.mockRestore();
    }
  });
});
