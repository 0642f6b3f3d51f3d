const MAX_MS = 60_000;

/** Wait before poll number `polls` + 1 of a job at the vendor: 1, 2, 4 … 60 s, in ms. */
export const pollDelay = (polls: number): number => Math.min(MAX_MS, 1000 * 2 ** polls);
