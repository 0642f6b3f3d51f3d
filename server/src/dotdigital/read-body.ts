import { once } from 'node:events';
import type { Readable } from 'node:stream';

const MOST_BYTES = 64 * 1024;

/** A short text body (an error's `{message}`) out of a stream; cut off after 64 KB. */
export const readShortBody = async (stream: Readable): Promise<string> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk as Uint8Array);
    chunks.push(bytes);
    length += bytes.length;
    if (length > MOST_BYTES) break;
  }
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
};

/** The first character of a stream, a byte order mark aside; nothing is taken out. Null when empty. */
export const peek = async (stream: Readable): Promise<string | null> => {
  // An empty stream ends without ever becoming readable.
  await Promise.race([once(stream, 'readable'), once(stream, 'end')]);
  const chunk: unknown = stream.read();
  if (!(chunk instanceof Uint8Array)) return null;
  stream.unshift(chunk);
  return new TextDecoder().decode(chunk.subarray(0, 8)).trimStart().charAt(0);
};
