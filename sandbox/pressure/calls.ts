import type { Clock } from '../clock';

type CallRecord = {
  /** Epoch milliseconds, sandbox time. */
  at: number;
  method: string;
  path: string;
  /** `GET /v2/address-books/{id}`: method and template of the OpenAPI document. */
  endpoint: string;
  accountId: number | null;
  /** 0 where the connection was dropped. */
  status: number;
  milliseconds: number;
  /** Size of the request body in bytes. */
  bytes: number;
};

export type Calls = {
  total: number;
  /** GET calls and all others. */
  reads: number;
  writes: number;
  byEndpoint: Record<string, number>;
  /** The newest calls, oldest first. */
  log: CallRecord[];
};

const KEPT = 10_000;

/** The log of calls to the vendor's API, with counts per endpoint that the log's end does not cut. */
export class CallLog {
  #log: CallRecord[] = [];
  #byEndpoint = new Map<string, number>();
  #reads = 0;
  #writes = 0;

  constructor(private readonly clock: Clock) {}

  add(call: Omit<CallRecord, 'at'>): void {
    if (this.#log.length >= 2 * KEPT) this.#log = this.#log.slice(-KEPT);
    this.#log.push({ at: this.clock.now(), ...call });
    this.#byEndpoint.set(call.endpoint, (this.#byEndpoint.get(call.endpoint) ?? 0) + 1);
    if (call.method === 'GET') this.#reads += 1;
    else this.#writes += 1;
  }

  read(): Calls {
    return {
      total: this.#reads + this.#writes,
      reads: this.#reads,
      writes: this.#writes,
      byEndpoint: Object.fromEntries([...this.#byEndpoint].sort(([a], [b]) => a.localeCompare(b))),
      log: this.#log.slice(-KEPT),
    };
  }

  clear(): void {
    this.#log = [];
    this.#byEndpoint.clear();
    this.#reads = 0;
    this.#writes = 0;
  }
}
