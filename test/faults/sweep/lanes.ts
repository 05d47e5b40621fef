import { SweepLane } from './sweep-lane';
import type { SweepTask } from './sweep-tasks';
import { wrongLog } from './settled-log';

/** Ends a lane; what it left in the log is looked at first. */
const close = async (lane: SweepLane, violations: string[]): Promise<void> => {
  try {
    violations.push(...(await wrongLog(lane.stack, lane.database)));
  } finally {
    await lane.stop();
  }
};

const runLane = async (waiting: SweepTask[], violations: string[]): Promise<void> => {
  let lane = await SweepLane.start();
  const fresh = async (): Promise<SweepLane> => {
    if (!lane.isOld) return lane;
    await close(lane, violations);
    lane = await SweepLane.start();
    return lane;
  };
  try {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      const { name } = task;
      await task.run(fresh).catch((error: unknown) => {
        throw new Error(name, { cause: error });
      });
    }
  } finally {
    await close(lane, violations);
  }
};

/** Does the tasks on lanes side by side, each with a stack of its own. @returns what was wrong with their logs in the end */
export const runTasks = async (tasks: readonly SweepTask[], lanes: number): Promise<readonly string[]> => {
  const waiting = [...tasks];
  const violations: string[] = [];
  await Promise.all(Array.from({ length: lanes }, () => runLane(waiting, violations)));
  return violations;
};
