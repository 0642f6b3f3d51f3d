/** `POST /control/<lever>` with its arguments as a JSON object; answers JSON. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { CONTROL_ACTIONS } from './actions';
import { Arguments } from './arguments';
import type { SandboxControl } from './control';

/** Control answers 200 with the lever's result, 400 with `{ error }` when it refuses. */
export const answerControl = async (
  control: SandboxControl,
  incoming: IncomingMessage,
  outgoing: ServerResponse
): Promise<void> => {
  const url = new URL(incoming.url ?? '/', 'http://sandbox');
  const name = url.pathname.slice('/control/'.length);
  const action = CONTROL_ACTIONS.find((one) => one.name === name);
  try {
    if (!action) return reply(outgoing, 404, { error: `there is no lever ${name}` });
    const given =
      incoming.method === 'POST' ? await readJson(incoming) : Object.fromEntries(url.searchParams);
    const args = new Arguments(given);
    const accountId = args.optionalNumber('accountId');
    const account = accountId === undefined ? control : control.forAccount(accountId);
    reply(outgoing, 200, (await action.run({ control, account, args })) ?? { done: true });
  } catch (error) {
    reply(outgoing, 400, { error: error instanceof Error ? error.message : String(error) });
  }
};

const reply = (outgoing: ServerResponse, status: number, body: unknown): void => {
  outgoing.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
  outgoing.end(JSON.stringify(body));
};

const readJson = async (incoming: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  return chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString('utf8'));
};
