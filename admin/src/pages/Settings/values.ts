import type { ForcedRefresh, Settings } from '../../../../contracts/settings';

/** The settings as a flat form; the guard's share in percent, as people say it. */
export type Numbers = {
  syncEveryMinutes: number | null;
  reconcileHour: number | null;
  dataFieldsEveryHours: number | null;
  uploadPatienceMinutes: number | null;
  guardMinimum: number | null;
  guardPercent: number | null;
  retentionRuns: number | null;
  retentionUploads: number | null;
  retentionEvents: number | null;
  retentionAudit: number | null;
};

export type NumberField = keyof Numbers;
export type FormValues = Numbers & { forcedRefresh: ForcedRefresh };
export type Field = keyof FormValues;
/** A form whose inputs are all filled in. */
export type Filled = Record<NumberField, number> & Pick<FormValues, 'forcedRefresh'>;

/** Round trip of 0.2 through 20 must end at 0.2. */
const toShare = (percent: number): number => Math.round(percent * 100) / 10_000;
const toPercent = (share: number): number => Math.round(share * 10_000) / 100;

export const toForm = (settings: Settings): Filled => ({
  syncEveryMinutes: settings.syncEveryMinutes,
  reconcileHour: settings.reconcileHour,
  dataFieldsEveryHours: settings.dataFieldsEveryHours,
  forcedRefresh: settings.forcedRefresh,
  uploadPatienceMinutes: settings.uploadPatienceMinutes,
  guardMinimum: settings.guard.minimum,
  guardPercent: toPercent(settings.guard.share),
  retentionRuns: settings.retentionDays.runs,
  retentionUploads: settings.retentionDays.uploads,
  retentionEvents: settings.retentionDays.events,
  retentionAudit: settings.retentionDays.audit,
});

export const toSettings = (values: Filled): Settings => ({
  syncEveryMinutes: values.syncEveryMinutes,
  reconcileHour: values.reconcileHour,
  dataFieldsEveryHours: values.dataFieldsEveryHours,
  forcedRefresh: values.forcedRefresh,
  uploadPatienceMinutes: values.uploadPatienceMinutes,
  guard: { minimum: values.guardMinimum, share: toShare(values.guardPercent) },
  retentionDays: {
    runs: values.retentionRuns,
    uploads: values.retentionUploads,
    events: values.retentionEvents,
    audit: values.retentionAudit,
  },
});

/** The server's names of inputs -> the form's. */
export const FIELD_OF: Record<string, Field> = {
  syncEveryMinutes: 'syncEveryMinutes',
  reconcileHour: 'reconcileHour',
  dataFieldsEveryHours: 'dataFieldsEveryHours',
  forcedRefresh: 'forcedRefresh',
  uploadPatienceMinutes: 'uploadPatienceMinutes',
  'guard.minimum': 'guardMinimum',
  'guard.share': 'guardPercent',
  'retentionDays.runs': 'retentionRuns',
  'retentionDays.uploads': 'retentionUploads',
  'retentionDays.events': 'retentionEvents',
  'retentionDays.audit': 'retentionAudit',
};

/** Smallest and largest value of each input (contracts/settings.ts). */
export const LIMITS: Record<NumberField, { min: number; max: number }> = {
  syncEveryMinutes: { min: 0, max: 1440 },
  reconcileHour: { min: 0, max: 23 },
  dataFieldsEveryHours: { min: 0, max: 720 },
  uploadPatienceMinutes: { min: 1, max: 1440 },
  guardMinimum: { min: 0, max: 100_000 },
  guardPercent: { min: 0, max: 100 },
  retentionRuns: { min: 1, max: 3650 },
  retentionUploads: { min: 1, max: 3650 },
  retentionEvents: { min: 1, max: 3650 },
  retentionAudit: { min: 1, max: 3650 },
};
