import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Who is asking, in the site's process: what the bench and its editor do is not counted as the
 * plugin's work.
 */
const who = new AsyncLocalStorage<'bench' | 'editor'>();

/** Runs the bench's own questions, or the editor's saves, beside what is measured. */
export const as = <T>(name: 'bench' | 'editor', work: () => Promise<T>): Promise<T> =>
  who.run(name, work);

/** True for everything that is not the bench's or the editor's. */
export const isMeasured = (): boolean => who.getStore() === undefined;

export const isEditor = (): boolean => who.getStore() === 'editor';
