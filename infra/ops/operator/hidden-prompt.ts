import { createInterface } from 'node:readline';
import { CommandError, EXIT } from './command-error';

/** Asks for a secret and shows nothing of it. Questions go to stderr, so that stdout carries the answer alone. */
export type Ask = (question: string) => Promise<string>;

export interface Prompt {
  readonly ask: Ask;
  /** Lets the program end while the other side of a pipe is still open. */
  close(): void;
}

/** What a prompt needs of a terminal. */
interface TerminalInput {
  setRawMode(mode: boolean): unknown;
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  off(event: 'data', listener: (chunk: Buffer) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

const LONGEST = 256;
/** Typed ahead of the questions. */
const MOST_LINES = 16;
const [INTERRUPT, END, BACKSPACE, DELETE] = ['\u0003', '\u0004', '\b', '\u007f'];

/**
 * At a terminal, which is in raw mode from the first question to the end, so that nothing typed early is echoed either.
 * Ctrl-C stops at any time.
 */
export const terminalPrompt = (
  stdin: TerminalInput,
  stderr: Pick<NodeJS.WritableStream, 'write'>,
  interrupt: () => void,
): Prompt => {
  const lines: string[] = [];
  let typed = '';
  let waiting: ((line: string | undefined) => void) | undefined;
  const close = (): void => {
    stdin.off('data', onData);
    stdin.setRawMode(false);
    stdin.pause();
  };
  const answer = (): void => {
    const line = waiting === undefined ? undefined : lines.shift();
    if (line === undefined) return;
    stderr.write('\n');
    waiting?.(line);
    waiting = undefined;
  };
  const stop = (): void => {
    close();
    stderr.write('\n');
    if (waiting === undefined) interrupt();
    else waiting(undefined);
  };
  const onData = (chunk: Buffer): void => {
    for (const character of chunk.toString('utf8')) {
      if (character === INTERRUPT || character === END) {
        stop();
        return;
      }
      if (character === '\r' || character === '\n') {
        if (lines.length < MOST_LINES) lines.push(typed);
        typed = '';
      } else if (character === BACKSPACE || character === DELETE) typed = typed.slice(0, -1);
      else if (character >= ' ' && typed.length < LONGEST) typed += character;
    }
    answer();
  };
  stdin.setRawMode(true);
  stdin.on('data', onData);
  stdin.resume();
  const ask: Ask = (question) =>
    new Promise((resolve, reject) => {
      stderr.write(question);
      waiting = (line) => {
        if (line === undefined) reject(new CommandError('interrupted', 'Stopped.'));
        else resolve(line);
      };
      answer();
    });
  return { ask, close };
};

/** From a pipe: a line for each question. */
const linePrompt = (): Prompt => {
  const input = createInterface({ input: process.stdin, terminal: false });
  const lines = input[Symbol.asyncIterator]();
  const ask: Ask = async (question) => {
    process.stderr.write(`${question}\n`);
    const line = await lines.next();
    if (line.done === true) throw new CommandError('usage', 'Standard input ended before every question was answered.');
    return line.value.slice(0, LONGEST);
  };
  return {
    ask,
    close: () => {
      input.close();
      process.stdin.destroy();
    },
  };
};

/** Secrets never come as arguments, which other users of the machine and the shell's history can see. */
export const hiddenPrompt = (): Prompt =>
  process.stdin.isTTY
    ? terminalPrompt(process.stdin, process.stderr, () => process.exit(EXIT.interrupted))
    : linePrompt();
