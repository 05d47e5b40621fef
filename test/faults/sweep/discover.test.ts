import { authenticatedRoutes } from '../../contract/routes/route-caller';
import { SweepLane } from './sweep-lane';
import { callName, profileOf } from './route-profile';
it('x', async () => {
  const lane = await SweepLane.start();
  const t = performance.now();
  try {
  for (const [id, route] of authenticatedRoutes) {
    try {
    const p = await profileOf(lane, id, route);
    process.stdout.write(`${id} ${p.status} ${JSON.stringify(p.changes)} w=${p.writes.join()}\n  warm ${p.calls.warm.map(callName).join(' ')}\n  cold+ ${p.calls.cold.map(callName).filter(c => !p.calls.warm.map(callName).includes(c)).join(' ')}\n`);
    } catch (e) { process.stdout.write(`${id} ERR ${String(e)}\n`); }
  }
  process.stdout.write(`${performance.now() - t}\n`);
  } finally { await lane.stop(); }
}, 300000);
