import { writeSync } from 'node:fs';

/** Where an instance's lines go. */
export interface LogWriter {
  /** One record of the runtime itself, such as an uncaught exception. */
  record(record: Readonly<Record<string, unknown>>): void;
}

const asJsonLine = (line: string, functionName: string): string =>
  line.startsWith('{')
    ? line
    : JSON.stringify({
        timestamp: new Date().toISOString(),
        level: 'INFO',
        function_name: functionName,
        message: line,
      });

/**
 * Leads everything that is printed in this thread to the log file, one JSON text per line, as a function with the JSON
 * log format does. Writes are synchronous: a line is in the file before the answer to its request is out, and a
 * terminated instance loses none.
 */
export const captureOutput = (descriptor: number, functionName: string): LogWriter => {
  let pending = '';
  const append = (text: string): void => {
    try {
      writeSync(descriptor, text);
    } catch {
      // A log that cannot be written must not fail the request.
    }
  };
  const write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
    pending += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    const lines = pending.split('\n');
    pending = lines.pop() ?? '';
    const printed = lines.filter((line) => line !== '').map((line) => `${asJsonLine(line, functionName)}\n`);
    if (printed.length > 0) append(printed.join(''));
    const callback = typeof encoding === 'function' ? encoding : done;
    if (typeof callback === 'function') process.nextTick(callback);
    return true;
  };
  process.stdout.write = write;
  process.stderr.write = write;
  return {
    record: (record) => {
      append(`${JSON.stringify({ timestamp: new Date().toISOString(), ...record })}\n`);
    },
  };
};
