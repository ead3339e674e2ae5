/** Work that goes on when nobody waits for it any more, such as a charge whose client has hung up: an orderly stop waits for it. */
export type WorkUnderWay = ReturnType<typeof workUnderWay>;

export function workUnderWay() {
  const underWay = new Set<Promise<unknown>>();
  return {
    get size(): number {
      return underWay.size;
    },
    track<T>(work: Promise<T>): Promise<T> {
      underWay.add(work);
      const forget = () => underWay.delete(work);
      work.then(forget, forget);
      return work;
    },
    /** Resolves when nothing is under way, what was begun meanwhile among it. */
    async ended(): Promise<void> {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  };
}
