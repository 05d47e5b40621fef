import { createInterface } from 'node:readline';
import { CommandError } from './command-error';

/** Asks for a secret and shows nothing of it. Questions go to stderr, so that stdout carries the answer alone. */
export type Ask = (question: string) => Promise<string>;

export interface Prompt {
  readonly ask: Ask;
  /** Lets the program end while the other side of a pipe is still open. */
  close(): void;
}

const LONGEST = 256;
const [INTERRUPT, END, BACKSPACE, DELETE] = ['\u0003', '\u0004', '\b', '\u007f'];

const aborted = (): CommandError => new CommandError('interrupted', 'Stopped.');

/** At a terminal: in raw mode nothing is echoed. */
const askTerminal: Ask = (question) =>
  new Promise((resolve, reject) => {
    const { stdin, stderr } = process;
    let typed = '';
    const end = (finish: () => void): void => {
      stdin.off('data', onData);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
      finish();
    };
    const onData = (chunk: Buffer): void => {
      for (const character of chunk.toString('utf8')) {
        if (character === INTERRUPT || character === END) return end(() => reject(aborted()));
        if (character === '\r' || character === '\n') return end(() => resolve(typed));
        if (character === BACKSPACE || character === DELETE) typed = typed.slice(0, -1);
        else if (character >= ' ' && typed.length < LONGEST) typed += character;
      }
    };
    stderr.write(question);
    stdin.setRawMode(true);
    stdin.resume();
    stdin.on('data', onData);
  });

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
  process.stdin.isTTY ? { ask: askTerminal, close: () => undefined } : linePrompt();
