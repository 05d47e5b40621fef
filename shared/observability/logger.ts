import { LogFormatter, Logger as PowertoolsLogger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogFields, LogMessage } from './log-record';
import { sanitiseRecord } from './sanitiser';

const SERVICE = 'phiducia';

type Unformatted = Parameters<LogFormatter['formatAttributes']>[0];
type Additional = Parameters<LogFormatter['formatAttributes']>[1];

/** Writes a log line from the allow-list; what else Powertools or a caller may have added does not get in. */
class AllowListFormatter extends LogFormatter {
  override formatAttributes(attributes: Unformatted, additional: Additional): LogItem {
    return new LogItem({
      attributes: {
        level: attributes.logLevel,
        message: attributes.message,
        service: SERVICE,
        timestamp: new Date().toISOString(),
        ...sanitiseRecord(additional),
      },
    });
  }
}

/** Structured logs without PHI: fixed messages, allow-listed fields. */
export interface Logger {
  info(message: LogMessage, fields: LogFields): void;
  warn(message: LogMessage, fields: LogFields): void;
  error(message: LogMessage, fields: LogFields): void;
}

type Level = keyof Logger;

/** JSON lines on standard output. A line that cannot be written never stops a request; a marker stands for it. */
export const createLogger = (): Logger => {
  const powertools = new PowertoolsLogger({ serviceName: SERVICE, logFormatter: new AllowListFormatter() });
  const write = (level: Level) => (message: LogMessage, fields: LogFields) => {
    try {
      powertools[level](message, { ...fields });
    } catch {
      powertools.error('log record dropped' satisfies LogMessage);
    }
  };
  return { info: write('info'), warn: write('warn'), error: write('error') };
};
