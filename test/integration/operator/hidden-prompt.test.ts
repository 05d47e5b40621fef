import { EventEmitter } from 'node:events';
import { terminalPrompt } from '../../../infra/ops/operator/hidden-prompt';

/** A terminal that echoes what is typed unless it is in raw mode, as terminals do. */
class Terminal extends EventEmitter {
  screen = '';
  raw = false;
  setRawMode(mode: boolean): void {
    this.raw = mode;
  }
  write(text: string): boolean {
    this.screen += text;
    return true;
  }
  resume(): void {
    this.emit('resume');
  }
  pause(): void {
    this.emit('pause');
  }
  type(text: string): void {
    if (!this.raw) this.screen += text;
    this.emit('data', Buffer.from(text));
  }
}

const open = () => {
  const terminal = new Terminal();
  const interrupt = jest.fn();
  return { terminal, interrupt, prompt: terminalPrompt(terminal, terminal, interrupt) };
};

describe('a secret typed at a terminal', () => {
  it('is not shown, corrections included', async () => {
    const { terminal, prompt } = open();
    const answer = prompt.ask('Password: ');
    terminal.type('secrex\u007ft');
    terminal.type('-ä\r');

    await expect(answer).resolves.toBe('secret-ä');
    expect(terminal.screen).toBe('Password: \n');
  });

  it('is not shown either when it is typed before the question, or between two', async () => {
    const { terminal, prompt } = open();
    terminal.type('first\rsecond');

    await expect(prompt.ask('One: ')).resolves.toBe('first');
    terminal.type('\r');
    await expect(prompt.ask('Two: ')).resolves.toBe('second');
    expect(terminal.screen).toBe('One: \nTwo: \n');
  });

  it('is cut at 256 characters, and control characters are dropped', async () => {
    const { terminal, prompt } = open();
    const answer = prompt.ask('? ');
    terminal.type(`\u0007\u001b${'x'.repeat(300)}\n`);

    await expect(answer).resolves.toBe('x'.repeat(256));
  });

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('%s stops, and gives the terminal back', async (_, key) => {
    const { terminal, prompt, interrupt } = open();
    const answer = prompt.ask('Password: ');
    terminal.type(`half${key}`);

    await expect(answer).rejects.toMatchObject({ failure: 'interrupted' });
    expect(terminal.raw).toBe(false);
    expect(interrupt).not.toHaveBeenCalled();
  });

  it('Ctrl-C while nothing is asked ends the program', () => {
    const { terminal, interrupt } = open();
    terminal.type('\u0003');

    expect(interrupt).toHaveBeenCalledTimes(1);
    expect(terminal.raw).toBe(false);
  });

  it('the terminal is as before after close', () => {
    const { terminal, prompt } = open();
    prompt.close();

    expect(terminal.raw).toBe(false);
    expect(terminal.listenerCount('data')).toBe(0);
  });
});
