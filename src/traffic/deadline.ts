/** What happens when a promise settles in time, or does not. */
export interface Settlement<T, R> {
  onValue(value: T): R | Promise<R>;
  onError(error: unknown): R;
  onLate(): R;
  /** a value that came after onLate: what it holds is to be given up */
  discard(value: T): void;
}

/** Waits for a promise no longer than so many milliseconds. Leaves no timer behind. */
export function settleWithin<T, R = Response>(
  promise: Promise<T>,
  milliseconds: number,
  settlement: Settlement<T, R>,
): Promise<R> {
  return new Promise((resolve, reject) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      resolve(settlement.onLate());
    }, milliseconds);
    promise.then(
      (value) => {
        if (late) return settlement.discard(value);
        clearTimeout(timer);
        try {
          resolve(settlement.onValue(value));
        } catch (error) {
          reject(error as Error);
        }
      },
      (error: unknown) => {
        clearTimeout(timer);
        if (!late) resolve(settlement.onError(error));
      },
    );
  });
}
