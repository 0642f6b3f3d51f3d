import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SandboxControl } from '../control/control';
import type { Credentials } from '../world';
import { bookPage, contactPage } from './book';
import { overviewPage } from './overview';

/** The page at `/`: the overview, a book (`?book=`) or a contact (`?contact=`). */
export const answerPage = (
  control: SandboxControl,
  credentials: Credentials,
  incoming: IncomingMessage,
  outgoing: ServerResponse
): void => {
  const query = new URL(incoming.url ?? '/', 'http://sandbox').searchParams;
  try {
    send(outgoing, 200, 'text/html', pageFor(control, credentials, query));
  } catch (error) {
    send(outgoing, 404, 'text/plain', error instanceof Error ? error.message : String(error));
  }
};

const pageFor = (
  control: SandboxControl,
  credentials: Credentials,
  query: URLSearchParams
): string => {
  const book = query.get('book');
  if (book) return bookPage(control, Number(book), Number(query.get('skip') ?? 0));
  const contact = query.get('contact');
  return contact ? contactPage(control, contact.trim()) : overviewPage(control, credentials);
};

const send = (outgoing: ServerResponse, status: number, type: string, text: string): void => {
  outgoing.writeHead(status, { 'Content-Type': `${type}; charset=utf-8` });
  outgoing.end(text);
};
