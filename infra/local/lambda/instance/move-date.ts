/**
 * Moves `Date` for everything that runs in this thread by the offset in shared memory. Monotonic time
 * (`performance.now()`, timers) stays as it is, as it does when a machine's clock is set.
 */
export const moveDate = (clockMemory: SharedArrayBuffer): void => {
  const offset = new BigInt64Array(clockMemory);
  const RealDate = Date;
  const realNow = Date.now;
  const realTimeOrigin = performance.timeOrigin;
  const offsetMs = (): number => Number(Atomics.load(offset, 0));
  const now = (): number => realNow() + offsetMs();

  RealDate.now = now;
  const MovedDate = new Proxy(RealDate, {
    construct: (target, parameters: readonly unknown[], newTarget) =>
      Reflect.construct(target, parameters.length === 0 ? [now()] : parameters, newTarget) as Date,
    apply: () => new RealDate(now()).toString(),
  });
  Object.defineProperty(RealDate.prototype, 'constructor', { value: MovedDate, configurable: true, writable: true });
  globalThis.Date = MovedDate;
  Object.defineProperty(performance, 'timeOrigin', { get: () => realTimeOrigin + offsetMs(), configurable: true });
};
