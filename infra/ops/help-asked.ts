import { parseArgs } from 'node:util';

/** For commands that take no options: whether help is asked for; undefined where anything else was given. */
export const helpAsked = (argv: readonly string[]): boolean | undefined => {
  try {
    return parseArgs({ args: [...argv], options: { help: { type: 'boolean', short: 'h', default: false } } }).values
      .help;
  } catch {
    return undefined;
  }
};
