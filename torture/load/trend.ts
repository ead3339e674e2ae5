/** Whether a series of measurements grows: least squares, and how sure one can be of the slope. */

export type Point = { x: number; y: number };

export type Trend = {
  /** Of y by x. */
  slope: number;
  /** The slope's standard error. */
  error: number;
};

/** Of three points at least. */
export function trendOf(points: readonly Point[]): Trend {
  const mean = (of: (point: Point) => number) => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [meanX, meanY] = [mean(({ x }) => x), mean(({ y }) => y)];
  const spread = mean(({ x }) => (x - meanX) ** 2);
  const slope = mean(({ x, y }) => (x - meanX) * (y - meanY)) / spread;
  const rest = mean(({ x, y }) => (y - meanY - slope * (x - meanX)) ** 2);
  return { slope, error: Math.sqrt(rest / spread / (points.length - 2)) };
}
