import http from 'node:http';
import { performance } from 'node:perf_hooks';

type Waited = {
  /** Seconds with nothing to do until an answer of the vendor came. */
  sandboxSeconds: number;
  /** Seconds at work, or waiting for the database: all but waits for the vendor and pauses. */
  workSeconds: number;
};

/** Tells what this process waits for whenever it is idle. */
export type Waits = {
  /** To be called around each statement that counts. */
  statementBegins(): void;
  statementEnds(): void;
  end(): Waited;
};

/**
 * Sorts the idle time of this process's event loop: while a statement is under way it waits for the
 * database, else while a request is under way for the vendor, else for a time to come. So what the
 * vendor does beside the site's own work counts for neither.
 */
export const watchWaits = (): Waits => {
  const idle = { database: 0, vendor: 0, pause: 0 };
  let statements = 0;
  let requests = 0;
  const begin = performance.eventLoopUtilization();
  let last = begin;

  const sort = () => {
    const now = performance.eventLoopUtilization();
    const reason = statements > 0 ? 'database' : requests > 0 ? 'vendor' : 'pause';
    idle[reason] += now.idle - last.idle;
    last = now;
  };

  // A site calls nobody but the vendor. Node tells of a request only once its body has been sent.
  const { request } = http;
  http.request = ((...args: Parameters<typeof request>) => {
    sort();
    requests += 1;
    return request(...args).once('close', () => {
      sort();
      requests -= 1;
    });
  }) as typeof request;

  return {
    statementBegins: () => {
      sort();
      statements += 1;
    },
    statementEnds: () => {
      sort();
      statements -= 1;
    },
    end: () => {
      sort();
      http.request = request;
      const active = last.active - begin.active;
      return {
        sandboxSeconds: idle.vendor / 1000,
        workSeconds: (active + idle.database) / 1000,
      };
    },
  };
};
