import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import { Wait, type Speed } from '../imports/wait';
import type { Book } from '../model';
import type { AccountStore } from '../store/account-store';

type RemovalStatus = 'Started' | 'Completed' | 'Failed';
export type RemovalJob = {
  id: string;
  status: RemovalStatus;
  bookId: number;
  /** Contact ids, or everybody. */
  contacts: number[] | 'all';
  startedAt: number;
};

/** Bulk deletes from books, done in the background. They end membership and nothing else. */
export class RemovalJobs {
  speed: Speed = { milliseconds: 100 };
  #jobs = new Map<string, RemovalJob>();
  #running = new Map<string, { book: Book; wait: Wait; fails: boolean }>();
  #failNext = 0;

  constructor(
    private readonly clock: Clock,
    private readonly store: AccountStore
  ) {}

  all(): RemovalJob[] {
    return [...this.#jobs.values()];
  }

  get(id: string): RemovalJob | undefined {
    return this.#jobs.get(id.toLowerCase());
  }

  failNext(): void {
    this.#failNext += 1;
  }

  start(book: Book, contacts: number[] | 'all'): RemovalJob {
    const job: RemovalJob = {
      id: randomUUID(),
      status: 'Started',
      bookId: book.id,
      contacts,
      startedAt: this.clock.now(),
    };
    const fails = this.#failNext > 0;
    if (fails) this.#failNext -= 1;
    this.#jobs.set(job.id, job);
    this.#running.set(job.id, {
      book,
      fails,
      wait: new Wait(this.clock, this.speed, () => this.finish(job)),
    });
    return job;
  }

  poll(job: RemovalJob): RemovalStatus {
    if (this.#running.get(job.id)?.wait.poll()) this.finish(job);
    return job.status;
  }

  finishDue(all = false): void {
    for (const [id, { wait }] of [...this.#running]) {
      const job = this.#jobs.get(id);
      if (job && (all || wait.isDue())) this.finish(job);
    }
  }

  finish(job: RemovalJob): void {
    const running = this.#running.get(job.id);
    if (!running) return;
    running.wait.cancel();
    this.#running.delete(job.id);
    job.status = running.fails ? 'Failed' : 'Completed';
    if (!running.fails) removeFromBook(this.store, running.book, job.contacts);
  }

  cancel(): void {
    for (const { wait } of this.#running.values()) wait.cancel();
    this.#running.clear();
  }
}

/** Ids that are no members, or no contacts at all, are passed over. */
export const removeFromBook = (
  store: AccountStore,
  book: Book,
  contacts: readonly number[] | 'all'
): void => {
  const members =
    contacts === 'all'
      ? book.members.ordered()
      : contacts.flatMap((id) => book.members.get(id) ?? []);
  for (const contact of [...members]) store.removeFromBook(contact, book);
};
