/** Trouble on order: slow answers, failing calls, dropped connections. */

/** A status to answer, or what to do to the connection (before handling the call, or after). */
export type Failure = number | 'drop-connection' | 'drop-after-accept';

type Order = { left: number; failure: Failure; match: string | undefined };

export class Faults {
  #orders: Order[] = [];
  #latency: { milliseconds: number; match: string | undefined }[] = [];

  /** The next `count` calls (whose endpoint contains `match`) end in `failure`. */
  failNext(count: number, failure: Failure, match?: string): void {
    this.#orders.push({ left: count, failure, match });
  }

  /** Delay before every call (whose endpoint contains `match`); 0 ends it. */
  setLatency(milliseconds: number, match?: string): void {
    this.#latency = this.#latency.filter((delay) => delay.match !== match);
    if (milliseconds > 0) this.#latency.push({ milliseconds, match });
  }

  latencyFor(endpoint: string): number {
    return this.#latency
      .filter((delay) => matches(endpoint, delay.match))
      .reduce((longest, delay) => Math.max(longest, delay.milliseconds), 0);
  }

  /** Uses up one failure ordered for this call, if any. */
  take(endpoint: string): Failure | undefined {
    const order = this.#orders.find((one) => matches(endpoint, one.match));
    if (!order) return undefined;
    order.left -= 1;
    if (order.left <= 0) this.#orders = this.#orders.filter((one) => one !== order);
    return order.failure;
  }

  read(): { orders: Order[]; latency: { milliseconds: number; match: string | undefined }[] } {
    return { orders: this.#orders, latency: this.#latency };
  }

  clear(): void {
    this.#orders = [];
    this.#latency = [];
  }
}

const matches = (endpoint: string, match: string | undefined): boolean =>
  match === undefined || endpoint.includes(match);
