/**
 * Waits for works that run side by side. When one fails the others are told to stop through `stop`, and awaited: none is
 * left running, and each removes its own half-made things.
 */
export async function allOrNone<T extends readonly Promise<unknown>[]>(
  stop: AbortController,
  works: readonly [...T],
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  try {
    return await Promise.all(works);
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(works);
    throw error;
  }
}
