import { finished, type Readable } from 'node:stream';
import FormData from 'form-data';
import type { Request } from './http';

/** A CSV on its way as multipart, never held in memory as a whole. */
export type Upload = {
  form: NonNullable<Request['form']>;
  /**
   * Aborted with the caller's signal, and with the source's own error when that breaks, so that half
   * a file never looks like a whole one.
   */
  signal: AbortSignal;
  /** Lets go of the source, whatever happened. */
  release(): void;
};

/** The vendor refuses a part without a filename. Its length is not known: the body goes in chunks. */
export const startUpload = (csv: Readable, signal?: AbortSignal): Upload => {
  const body = new FormData();
  const stop = new AbortController();
  let handedOver = false;
  const onAbort = () => stop.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  const unwatch = finished(csv, { writable: false }, (error) => {
    if (error) stop.abort(error);
  });
  body.append('file', csv, { filename: 'contacts.csv', contentType: 'text/csv' });
  body.once('end', () => {
    handedOver = true;
  });
  return {
    form: { body, headers: body.getHeaders(), isHandedOver: () => handedOver },
    signal: stop.signal,
    release: () => {
      signal?.removeEventListener('abort', onAbort);
      unwatch();
      csv.destroy();
    },
  };
};
