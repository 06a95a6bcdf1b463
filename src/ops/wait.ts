/**
 * Waits for work, but no longer than a limit. Late work goes on by itself, and its failure is not reported here.
 * @param onTimeout gives or throws the outcome of late work; it runs only when the time is over
 */
export function withTimeLimit<Result, Late>(
  work: Promise<Result>,
  limitMs: number,
  onTimeout: () => Late,
): Promise<Result | Late> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      try {
        resolve(onTimeout());
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    }, limitMs);
    work
      .finally(() => {
        clearTimeout(timer);
      })
      .then(resolve, reject);
  });
}
