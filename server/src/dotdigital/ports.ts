/** What the client needs from outside; the same shapes as the use cases' own, declared here because no arrow leads there. */
export type Clock = {
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

export type Logger = { debug(message: string): void; warn(message: string): void };

/** `dotmailer.config.api`, as far as the client reads it. */
export type ApiConfig = {
  entryUrl: string;
  appUrl?: string | undefined;
  allowedHosts?: string[] | undefined;
};
