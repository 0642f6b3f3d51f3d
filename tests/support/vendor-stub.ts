import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** What arrived at the stub. */
type Received = {
  method: string;
  /** As sent, still percent-encoded, with the query. */
  url: string;
  headers: http.IncomingHttpHeaders;
  body: string;
};

export type Reply = {
  status?: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON. */
  body?: unknown;
  /** Breaks the connection in place of an answer, once the request has come in. */
  drop?: boolean;
  /** Breaks the connection after the body, before the promised length is reached. */
  cut?: boolean;
};

export type VendorStub = {
  url: string;
  received: Received[];
  /** `GET /v2/contacts/1` of everything that came. */
  lines(): string[];
  /** Replies in order; the last one stays. A function answers by request. */
  reply(...replies: (Reply | ((request: Received) => Reply | Promise<Reply>))[]): void;
  close(): Promise<void>;
};

/** A bare HTTP server that answers what a test tells it, for what the sandbox cannot be made to do. */
export const startVendorStub = async (): Promise<VendorStub> => {
  const received: Received[] = [];
  let queue: (Reply | ((request: Received) => Reply | Promise<Reply>))[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const arrived: Received = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      received.push(arrived);
      const next = (queue.length > 1 ? queue.shift() : queue[0]) ?? { status: 500 };
      void Promise.resolve(typeof next === 'function' ? next(arrived) : next).then((reply) => {
        if (reply.drop) return request.socket.destroy();
        const isText = typeof reply.body === 'string' || reply.body === undefined;
        response.writeHead(reply.status ?? 200, {
          'content-type': isText ? 'text/plain' : 'application/json',
          ...reply.headers,
        });
        const body = isText ? (reply.body ?? '') : JSON.stringify(reply.body);
        if (reply.cut) return response.write(body, () => request.socket.destroy());
        return response.end(body);
      });
    });
    request.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    lines: () => received.map(({ method, url }) => `${method} ${url}`),
    reply: (...replies) => {
      queue = replies;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
