import type { Sandbox } from '../../sandbox/server';

type SandboxAnswer<T> = {
  status: number;
  headers: Headers;
  text: string;
  /** The body as JSON; read it only where there is one. */
  body: T;
};

export type Caller = <T = unknown>(
  method: string,
  path: string,
  body?: unknown
) => Promise<SandboxAnswer<T>>;

export const basic = ({ username, password }: { username: string; password: string }): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/**
 * Calls the sandbox over HTTP as any client would: a form is sent as multipart, a text as it is,
 * anything else as JSON.
 */
export const callerOf = (
  { url, credentials }: Pick<Sandbox, 'url' | 'credentials'>,
  headers: Record<string, string> = {}
): Caller => {
  return async <T>(method: string, path: string, body?: unknown) => {
    const raw = body instanceof FormData || typeof body === 'string';
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: basic(credentials),
        ...(body === undefined || raw ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: (json ? JSON.parse(text) : undefined) as T,
    };
  };
};

/** A multipart body with one CSV file. */
export const csvForm = (csv: string, fileName = 'people.csv'): FormData => {
  const form = new FormData();
  form.append('file', new Blob([csv], { type: 'text/csv' }), fileName);
  return form;
};

export type StartedImport = { id: string; status: string };

/** Uploads a CSV, waits until it has ended and returns its id and last status. */
export const importCsv = async (
  { control, ...sandbox }: Sandbox,
  bookId: number,
  csv: string,
  mergeOption?: string
): Promise<StartedImport> => {
  const call = callerOf(sandbox);
  const path = `/v2/address-books/${bookId}/contacts/import`;
  const started = await call<StartedImport>(
    'POST',
    mergeOption === undefined ? path : `${path}/with-merge-option/${mergeOption}`,
    csvForm(csv)
  );
  if (started.status !== 202) throw new Error(`import refused: ${started.text}`);
  await control.finishJobs();
  return (await call<StartedImport>('GET', `/v2/contacts/import/${started.body.id}`)).body;
};
