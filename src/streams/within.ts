/** The first of the promises to settle, or undefined when none does in time. */
export async function within<T>(ms: number, ...promises: readonly Promise<T>[]): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, ms);
  try {
    return await Promise.race([...promises, late]);
  } finally {
    clearTimeout(timer);
  }
}
