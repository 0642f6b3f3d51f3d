import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SandboxControl } from '../control/control';

/** The page at `/`. */
export const answerPage = (
  _control: SandboxControl,
  _incoming: IncomingMessage,
  outgoing: ServerResponse
): void => {
  outgoing.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
  outgoing.end('<!doctype html><title>Sandbox</title>');
};
