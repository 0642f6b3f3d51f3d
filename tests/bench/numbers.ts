/** The middle of the values; of an even number, the mean of the two in the middle. */
export const median = (values: number[]): number => percentile(values, 0.5);

/** By linear interpolation between the neighbours. */
export const percentile = (values: number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place - Math.floor(place));
};

/** Every number in it with at most three decimals. */
export const rounded = <T>(value: T): T =>
  JSON.parse(
    JSON.stringify(value, (_key, part: unknown) =>
      typeof part === 'number' ? Number(part.toFixed(3)) : part
    )
  ) as T;
