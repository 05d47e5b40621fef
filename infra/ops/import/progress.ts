import { SingleBar } from 'cli-progress';

/** Between two lines where there is no terminal. */
const LINE_EVERY_MS = 5_000;

export interface Progress {
  /** So many bytes of all that will be read are through, and with them a record, or none in the other pass. */
  advance(bytes: number, settled: boolean): void;
  stop(): void;
}

const rateOf = (records: number, startedMs: number): number =>
  Math.round(records / Math.max((performance.now() - startedMs) / 1000, 0.001));

const bar = (total: number, stream: NodeJS.WriteStream): Progress => {
  const format = 'import [{bar}] {percentage} % | {records} records | {rate}/s | ETA {eta_formatted}';
  const single = new SingleBar({ format, stream, hideCursor: true, etaBuffer: 200 });
  const started = performance.now();
  let records = 0;
  single.start(Math.max(total, 1), 0, { records, rate: 0 });
  return {
    advance: (bytes, settled) => {
      if (settled) records += 1;
      single.increment(bytes, { records, rate: rateOf(records, started) });
    },
    stop: () => {
      single.stop();
    },
  };
};

const lines = (total: number, stream: NodeJS.WritableStream): Progress => {
  const started = performance.now();
  let [records, done, last] = [0, 0, started];
  const write = (): void => {
    const share = total === 0 ? 1 : Math.min(done / total, 1);
    const elapsed = (performance.now() - started) / 1000;
    const eta = share === 0 ? '?' : String(Math.round(elapsed / share - elapsed));
    stream.write(
      `import ${Math.floor(share * 100)} %, ${records} records, ${rateOf(records, started)}/s, ETA ${eta} s\n`,
    );
  };
  return {
    advance: (bytes, settled) => {
      if (settled) records += 1;
      done += bytes;
      if (performance.now() - last < LINE_EVERY_MS) return;
      last = performance.now();
      write();
    },
    stop: write,
  };
};

/** A bar with rate and time left on a terminal, plain lines elsewhere. @param total bytes of all records to settle */
export const startProgress = (total: number, stream: NodeJS.WriteStream): Progress =>
  stream.isTTY ? bar(total, stream) : lines(total, stream);

export const silentProgress: Progress = { advance: () => undefined, stop: () => undefined };
