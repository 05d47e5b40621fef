import { parseArgs, type ParseArgsConfig } from 'node:util';
import * as z from 'zod';
import { STAGE_PATTERN } from '../../config/identity-names';
import { CommandError } from './command-error';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Parses flags; positional arguments are refused. @throws CommandError without what was typed, which may be a secret */
export const flagsOf = <const T extends Options>(argv: readonly string[], options: T) => {
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values;
  } catch {
    throw new CommandError('usage', 'There is an unknown option, one without its value, or a word too many.');
  }
};

/** @throws CommandError */
export const stageOf = (stage: string | undefined): string => {
  if (stage === undefined || !STAGE_PATTERN.test(stage)) {
    throw new CommandError('usage', '--stage is the stage that was deployed, such as prod; or local.');
  }
  return stage;
};

/** @throws CommandError */
export const emailOf = (email: string | undefined): string => {
  const parsed = z.email().max(254).safeParse(email);
  if (!parsed.success) throw new CommandError('usage', '--email is the e-mail address of one person.');
  return parsed.data.toLowerCase();
};
