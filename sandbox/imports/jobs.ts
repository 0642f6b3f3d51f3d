import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import type { Book, ImportStatus, MergeOption } from '../model';
import type { AccountStore } from '../store/account-store';
import type { Switches } from '../switches';
import { applySheet, type Fault } from './apply';
import { readSheet, type Sheet } from './csv';
import type { ImportReport } from './reasons';
import { Wait, type Speed } from './wait';

/** Where the rows come from: a CSV file, or rows given as such. */
export type ImportSource = { fileName: string; content: Buffer } | { fileName: null; sheet: Sheet };

export type ImportJob = {
  id: string;
  status: ImportStatus;
  books: readonly Book[];
  mergeOption: MergeOption;
  fileName: string | null;
  bytes: number;
  startedAt: number;
  finishedAt: number | null;
  /** Column names as submitted; rows once the file has been read. */
  header: string[];
  rows: number | null;
  /** The file itself while it is small enough to show. */
  csv: string | null;
  report: ImportReport | null;
  faults: Fault[];
};

type Running = {
  sheet: Promise<Sheet | undefined>;
  wait: Wait;
  planned: ImportStatus | undefined;
  finishing: Promise<void> | undefined;
};

const DEFAULT_SPEED: Speed = { milliseconds: 300 };
const SHOWN_CSV_BYTES = 200_000;
/** Share of addresses at this domain that makes the watchdog refuse a file. */
const WATCHDOG_DOMAIN = '@watchdog.test';
const WATCHDOG_SHARE = 0.2;

/** The bulk imports of one account: accepted at once, worked on in the background. */
export class ImportJobs {
  speed: Speed = DEFAULT_SPEED;
  #jobs = new Map<string, ImportJob>();
  #running = new Map<string, Running>();
  #planned: ImportStatus[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly switches: Switches,
    private readonly store: AccountStore
  ) {}

  get active(): number {
    return this.#running.size;
  }

  all(): ImportJob[] {
    return [...this.#jobs.values()];
  }

  get(id: string): ImportJob | undefined {
    return this.#jobs.get(id.toLowerCase());
  }

  usesBook(book: Book): boolean {
    return [...this.#running.keys()].some((id) => this.#jobs.get(id)?.books.includes(book));
  }

  /** The next import ends in this status and changes nothing. */
  planNext(status: ImportStatus): void {
    this.#planned.push(status);
  }

  start(request: {
    source: ImportSource;
    header: string[];
    books: readonly Book[];
    mergeOption: MergeOption;
  }): ImportJob {
    const { source } = request;
    const content = source.fileName === null ? null : source.content;
    const job: ImportJob = {
      id: randomUUID(),
      status: 'NotFinished',
      books: request.books,
      mergeOption: request.mergeOption,
      fileName: source.fileName,
      bytes: content?.length ?? 0,
      startedAt: this.clock.now(),
      finishedAt: null,
      header: request.header,
      rows: null,
      csv: content && content.length <= SHOWN_CSV_BYTES ? content.toString('utf8') : null,
      report: null,
      faults: [],
    };
    const sheet =
      source.fileName === null ? Promise.resolve(source.sheet) : readSheet(source.content);
    void sheet.then((read) => (job.rows = read?.rows.length ?? null));
    this.#jobs.set(job.id, job);
    this.#running.set(job.id, {
      sheet,
      wait: new Wait(this.clock, this.speed, () => void this.finish(job)),
      planned: this.#planned.shift(),
      finishing: undefined,
    });
    return job;
  }

  /** A look at the job's status; may be the one that finds it finished. */
  async poll(job: ImportJob): Promise<ImportStatus> {
    if (this.#running.get(job.id)?.wait.poll()) await this.finish(job);
    return job.status;
  }

  /** Finishes what is due by the clock, or (`all`) everything that runs. */
  async finishDue(all = false): Promise<void> {
    for (const [id, running] of [...this.#running]) {
      const job = this.#jobs.get(id);
      if (job && (all || running.wait.isDue())) await this.finish(job);
    }
  }

  async finish(job: ImportJob): Promise<void> {
    const running = this.#running.get(job.id);
    if (!running) return;
    running.finishing ??= this.#work(job, running);
    await running.finishing;
  }

  /** Drops everything that runs. */
  cancel(): void {
    for (const { wait } of this.#running.values()) wait.cancel();
    this.#running.clear();
  }

  async #work(job: ImportJob, running: Running): Promise<void> {
    running.wait.cancel();
    const sheet = await running.sheet;
    if (!this.#running.delete(job.id)) return;
    job.finishedAt = this.clock.now();
    job.status = running.planned ?? this.#objection(sheet, job.books) ?? 'Finished';
    if (job.status !== 'Finished' || !sheet) return;
    const { store, switches } = this;
    const outcome = applySheet(sheet, job.mergeOption, { store, switches, books: job.books });
    job.report = outcome.report;
    job.faults = outcome.faults;
  }

  #objection(sheet: Sheet | undefined, books: readonly Book[]): ImportStatus | undefined {
    if (!sheet) return 'InvalidFileFormat';
    const emailColumn = sheet.header.findIndex((cell) => cell.trim().toLowerCase() === 'email');
    if (emailColumn < 0) return 'InvalidFileFormat';
    if (books.some((book) => !this.store.books.has(book.id))) return 'Failed';
    const emails = sheet.rows.map((cells) => (cells[emailColumn] ?? '').trim().toLowerCase());
    const suspicious = emails.filter((email) => email.endsWith(WATCHDOG_DOMAIN)).length;
    if (suspicious > 0 && suspicious >= emails.length * WATCHDOG_SHARE) return 'RejectedByWatchdog';
    const room = this.switches.contactLimit - this.store.contactCount;
    if (emails.length > room) {
      const unknown = new Set(emails.filter((email) => !this.store.contactByEmail(email)));
      if (unknown.size > room) return 'ExceedsAllowedContactLimit';
    }
    return undefined;
  }
}
