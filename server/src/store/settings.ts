import { parseConfig } from '../config';
import { PLUGIN_ID } from '../constants';
import {
  changedSettings,
  effectiveSettings,
  hourOf,
  minutesBetween,
  type ChangedSettings,
  type Settings,
} from '../core/settings';
import type { Db } from './db';

const KEY = 'settings';

/** The settings people change live: one JSON value in Strapi's core store. */
export const createSettings = (db: Db) => {
  const store = () => db.strapi.store({ type: 'plugin', name: PLUGIN_ID });

  const defaults = (): Settings => {
    const config = parseConfig(db.strapi.config.get(`plugin::${PLUGIN_ID}`));
    return {
      syncEveryMinutes: minutesBetween(config.schedules.sync),
      reconcileHour: hourOf(config.schedules.reconcile),
      dataFieldsEveryHours: config.dataFields.everyHours,
      forcedRefresh: config.dataFields.forcedRefresh,
      uploadPatienceMinutes: config.upload.patienceMinutes,
      guard: config.guard,
      retentionDays: config.retentionDays,
    };
  };
  const changed = async () => ((await store().get({ key: KEY })) ?? {}) as ChangedSettings;

  return {
    /** What `config/plugins.ts` says. */
    defaults,
    /** Only what people have changed; the rest is as configured. */
    changed,
    /** What is in force now. */
    effective: async (): Promise<Settings> => effectiveSettings(defaults(), await changed()),
    async save(wanted: Settings): Promise<void> {
      await store().set({ key: KEY, value: changedSettings(defaults(), wanted) });
    },
  };
};
