import type { Clock } from '../clock';

/** How long background work takes: a time, a number of polls that see it unfinished, or for ever. */
export type Speed = { milliseconds: number } | { polls: number } | 'held';

/** The waiting time of one background job; calls `onDue` when it is over. */
export class Wait {
  #polls = 0;
  #dueAt: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly speed: Speed,
    onDue: () => void
  ) {
    const milliseconds =
      speed !== 'held' && 'milliseconds' in speed ? speed.milliseconds : Number.POSITIVE_INFINITY;
    this.#dueAt = clock.now() + milliseconds;
    if (Number.isFinite(milliseconds)) this.#timer = setTimeout(onDue, milliseconds).unref();
  }

  /** Notes one poll and says whether the job is due by now. */
  poll(): boolean {
    this.#polls += 1;
    return this.isDue();
  }

  isDue(): boolean {
    if (this.speed !== 'held' && 'polls' in this.speed) return this.#polls > this.speed.polls;
    return this.clock.now() >= this.#dueAt;
  }

  cancel(): void {
    clearTimeout(this.#timer);
  }
}
