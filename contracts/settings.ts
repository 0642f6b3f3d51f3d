import { z } from 'zod';

/** What the daily comparison looks at beyond plain mapped fields. */
export const forcedRefreshes = ['none', 'computed', 'all'] as const;
export type ForcedRefresh = (typeof forcedRefreshes)[number];

/** Settings that editors may change live; each wins over the default of `config/plugins`. */
export const settings = z.object({
  /** Minutes between synchronisations by themselves; 0 switches them off. */
  syncEveryMinutes: z.number().int().min(0).max(1440),
  /** Hour of the day (site's time) of the full comparison. */
  reconcileHour: z.number().int().min(0).max(23),
  /** Hours between two readings of the data fields; 0: in every synchronisation. */
  dataFieldsEveryHours: z.number().int().min(0).max(720),
  /**
   * With the daily comparison: `computed` makes computed fields anew, `all` also compares every mapped
   * field with the value last read from Dotdigital.
   */
  forcedRefresh: z.enum(forcedRefreshes),
  /** Minutes an upload may take before it blocks its own book only. */
  uploadPatienceMinutes: z.number().int().min(1).max(1440),
  guard: z.object({
    /** Removals of up to this many members are never held. */
    minimum: z.number().int().min(0).max(100000),
    /** Share of the exported members (0 to 1) above which removals are held. */
    share: z.number().min(0).max(1),
  }),
  retentionDays: z.object({
    runs: z.number().int().min(1).max(3650),
    uploads: z.number().int().min(1).max(3650),
    /** Single opens, clicks and page views of campaigns; totals stay. */
    events: z.number().int().min(1).max(3650),
    audit: z.number().int().min(1).max(3650),
  }),
});
export type Settings = z.infer<typeof settings>;

/** GET /dotmailer/settings */
export type SettingsAnswer = {
  settings: Settings;
  defaults: Settings;
  /** Facts of the environment an administrator asks for first. */
  environment: {
    syncOff: boolean;
    encryptionKey: boolean;
    entryUrl: string;
    allowedHosts: string[];
  };
};
