/** Does something a number of times. */
export type Work = (times: number) => void | Promise<void>;

export interface Comparison {
  /** How many times faster ours is: the peer's time over ours. */
  readonly ratio: number;
  /** Microseconds of CPU for one time, ours and the peer's: for orientation, machines differ. */
  readonly ours: number;
  readonly peer: number;
}

const ROUNDS = 41;
const ROUND_MS = 20;

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
};

/** CPU time of this process, garbage collection included: what other processes do on the machine does not count. */
const milliseconds = async (work: Work, times: number): Promise<number> => {
  const start = process.cpuUsage();
  await work(times);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
};

/** How many times make a round long enough to be timed; finding it out warms the code up. */
const timesPerRound = async (work: Work): Promise<number> => {
  let times = 1;
  while ((await milliseconds(work, times)) < ROUND_MS) times *= 2;
  return times;
};

/**
 * Compares two works in one run: in each round both, in turn, one first and then the other first, so that a machine that
 * slows down slows both. The ratio is the median of the rounds' ratios.
 */
export const compare = async (ours: Work, peer: Work): Promise<Comparison> => {
  const times = { ours: await timesPerRound(ours), peer: await timesPerRound(peer) };
  const rounds: { readonly ours: number; readonly peer: number }[] = [];
  const timeOurs = async () => (await milliseconds(ours, times.ours)) / times.ours;
  const timePeer = async () => (await milliseconds(peer, times.peer)) / times.peer;
  for (let round = 0; round < ROUNDS; round += 1) {
    const first = round % 2 === 0 ? await timeOurs() : await timePeer();
    const second = round % 2 === 0 ? await timePeer() : await timeOurs();
    rounds.push(round % 2 === 0 ? { ours: first, peer: second } : { ours: second, peer: first });
  }
  return {
    ratio: median(rounds.map((round) => round.peer / round.ours)),
    ours: median(rounds.map((round) => round.ours * 1000)),
    peer: median(rounds.map((round) => round.peer * 1000)),
  };
};
