/** What a handler may ask of a request: its query, its JSON body or its uploaded file. */
import type { IncomingMessage } from 'node:http';
import busboy from 'busboy';
import { ApiError, invalidParameter, refusal } from './api-error';

export type UploadedFile = { name: string; content: Buffer };

/** A JSON object whose keys are read in any case, as the vendor does. */
export type Fields = { get(name: string): unknown; has(name: string): boolean };

/** Bodies above this are cut off: a 10 MB file in base64 with room to spare. */
const BODY_LIMIT = 32 * 1024 * 1024;

export class ApiRequest {
  bytes = 0;
  #query = new Map<string, string[]>();

  constructor(
    private readonly incoming: IncomingMessage,
    search: URLSearchParams
  ) {
    for (const [name, value] of search) {
      const key = name.toLowerCase();
      this.#query.set(key, [...(this.#query.get(key) ?? []), value]);
    }
  }

  get isMultipart(): boolean {
    return this.#contentType().startsWith('multipart/form-data');
  }

  /** Host name the client used, without port. */
  get hostname(): string {
    return (this.incoming.headers.host ?? '127.0.0.1').replace(/:\d+$/, '');
  }

  query(name: string): string | undefined {
    return this.queryAll(name).at(-1);
  }

  /** Every value of a parameter that may be given several times. */
  queryAll(name: string): readonly string[] {
    return this.#query.get(name.toLowerCase()) ?? [];
  }

  /** Whole number of the query within bounds; refuses anything else. */
  queryInteger(name: string, bounds: { default: number; min: number; max: number }): number {
    const text = this.query(name);
    if (text === undefined) return bounds.default;
    const value = Number(text);
    if (!/^-?\d+$/.test(text) || value < bounds.min || value > bounds.max) throw invalidParameter();
    return value;
  }

  queryFlag(name: string): boolean {
    const text = this.query(name)?.toLowerCase() ?? 'false';
    if (text !== 'true' && text !== 'false') throw invalidParameter();
    return text === 'true';
  }

  async json(): Promise<unknown> {
    const type = this.#contentType();
    if (!type.startsWith('application/json') && !type.startsWith('text/json')) {
      throw refusal(400, 'ERROR_CONTENT_TYPE_IS_NOT_SUPPORTED');
    }
    const body = await this.#read();
    if (body.length === 0) throw refusal(400, 'ERROR_MALFORMED_REQUEST');
    try {
      return JSON.parse(body.toString('utf8').replace(/^\uFEFF/, ''));
    } catch {
      throw refusal(400, 'ERROR_BODY_DOES_NOT_MATCH_CONTENT_TYPE');
    }
  }

  async jsonObject(): Promise<Fields> {
    return fieldsOf(await this.json());
  }

  async jsonArray(): Promise<unknown[]> {
    const body = await this.json();
    if (!Array.isArray(body)) throw refusal(400, 'ERROR_MALFORMED_REQUEST');
    return body;
  }

  /** The one file of a multipart body; its part may have any name, the file must have one. */
  async file(): Promise<UploadedFile> {
    const parts: { name: string | undefined; content: Buffer }[] = [];
    await new Promise<void>((resolve, reject) => {
      const parser = this.#parser();
      parser.on('file', (_part, stream, info: { filename?: string }) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => {
          this.bytes += chunk.length;
          if (this.bytes <= BODY_LIMIT) chunks.push(chunk);
        });
        stream.on('close', () =>
          parts.push({ name: info.filename, content: Buffer.concat(chunks) })
        );
      });
      parser.on('error', () => reject(refusal(400, 'ERROR_BODY_DOES_NOT_MATCH_CONTENT_TYPE')));
      parser.on('close', resolve);
      this.incoming.on('aborted', () => reject(new ApiError(400, 'the request was aborted')));
      this.incoming.pipe(parser);
    });
    if (parts.length > 1) throw refusal(400, 'ERROR_MULTI_FILE_UPLOAD_NOT_ALLOWED');
    const file = parts[0];
    if (!file?.name) throw new ApiError(400, 'file must be valid');
    return { name: file.name, content: file.content };
  }

  /** Reads what the handler did not ask for, so that the connection can be used again. */
  drain(): void {
    if (!this.incoming.readableEnded) this.incoming.resume();
  }

  #parser(): busboy.Busboy {
    try {
      return busboy({ headers: this.incoming.headers });
    } catch {
      throw refusal(400, 'ERROR_BODY_DOES_NOT_MATCH_CONTENT_TYPE');
    }
  }

  #contentType(): string {
    return (this.incoming.headers['content-type'] ?? '').toLowerCase();
  }

  async #read(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.incoming as AsyncIterable<Buffer>) {
      this.bytes += chunk.length;
      if (this.bytes > BODY_LIMIT) throw new ApiError(413, 'Request entity too large');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }
}

/** Reads a JSON value as an object with keys in any case; refuses what is none. */
export const fieldsOf = (value: unknown): Fields => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refusal(400, 'ERROR_MALFORMED_REQUEST');
  }
  const byKey = new Map<string, unknown>();
  for (const [key, field] of Object.entries(value)) byKey.set(key.toLowerCase(), field);
  return {
    get: (name) => byKey.get(name.toLowerCase()),
    has: (name) => byKey.has(name.toLowerCase()),
  };
};
