/** The reports of a campaign, in the order they are read: people before what they did. */
export const REPORTS = ['activities', 'opens', 'clicks', 'pageViews'] as const;
export type Report = (typeof REPORTS)[number];

/** How far the reading of a campaign's reports has come. Times are epoch milliseconds. */
export type ReportProgress = {
  /** When it began, in the vendor's time; null before the first answer. */
  begin: number | null;
  report: Report;
  /** Where its report goes on, in rows; 0 at its beginning. */
  next: number;
  /** From when on each kind of report is read, fixed at the beginning; null: from the start. */
  activitiesSince: number | null;
  eventsSince: number | null;
  /** What the campaign's `dueAt` was at the beginning: another one since asks for another reading. */
  dueAt: number | null;
};

type Before = {
  dueAt: number | null;
  /** Up to when the reports were read before, in the vendor's time; null: never. */
  readUntil: number | null;
  sentAt: number | null;
  /** Single events before this are not kept. */
  keptSince: number;
  /** Everybody is read again, because people are missing. */
  everybody: boolean;
};

/** What happens at the vendor may show a little later than its own time says. */
const OVERLAP_MS = 120_000;

/** The beginning of a reading. */
export const startReading = ({
  dueAt,
  readUntil,
  sentAt,
  keptSince,
  everybody,
}: Before): ReportProgress => {
  const since = readUntil === null ? null : readUntil - OVERLAP_MS;
  // Without a date, unless there may be events that are too old: one that is none costs a year of pages.
  const oldest = sentAt !== null && sentAt >= keptSince ? null : keptSince;
  return {
    begin: null,
    report: 'activities',
    next: 0,
    activitiesSince: everybody ? null : since,
    eventsSince: since === null ? oldest : Math.max(since, keptSince),
    dueAt,
  };
};

/** The next report, from its beginning; null after the last one. */
export const nextReport = (progress: ReportProgress): ReportProgress | null => {
  const report = REPORTS[REPORTS.indexOf(progress.report) + 1];
  return report === undefined ? null : { ...progress, report, next: 0 };
};
