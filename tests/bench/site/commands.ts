import type { Core } from '@strapi/strapi';
import { saveContacts, startEditor, timeSaves } from './editor';
import type { Editor, Save, SavedUid } from './editor';
import { startMeters, type MeterReadings } from './meters';
import { createPluginTables } from './plugin-tables';
import { startProfile } from './profile';
import { seed } from './seed';
import { as } from './who';

const VERSION_SQL: Record<string, string> = {
  sqlite: 'select sqlite_version() as version',
  postgres: 'show server_version',
  mysql: 'select version() as version',
};

/** What the bench asks of the site's process. */
export const createCommands = (strapi: Core.Strapi, report: (rows: number) => void) => {
  const knex = strapi.db.connection;
  const tables = createPluginTables(strapi);
  let readMeters: (() => MeterReadings) | null = null;
  let editor: Editor | null = null;
  let stopProfile: ((file: string) => Promise<void>) | null = null;
  const begun = <T>(what: T | null): T => {
    if (what === null) throw new Error('this was not started');
    return what;
  };

  const commands = {
    databaseVersion: async (): Promise<string> => {
      const answer: unknown = await knex.raw(VERSION_SQL[strapi.db.dialect.client] ?? '');
      return /"(?:server_)?version":"([^"]+)"/.exec(JSON.stringify(answer))?.[1] ?? 'unknown';
    },
    seed: (size: { contacts: number; parts: number }) => seed(strapi, size, report),
    emptyPlugin: tables.empty,
    markRuns: tables.markRuns,
    work: tables.work,
    factsAfter: tables.factsAfter,
    ledger: tables.ledger,
    knownContacts: tables.contacts,
    campaignRows: tables.campaignRows,
    forgetCampaigns: tables.forgetCampaigns,
    queueScheduledSync: tables.queueScheduledSync,

    startMeters: async (): Promise<void> => {
      readMeters = await startMeters(knex);
    },
    readMeters: async (): Promise<MeterReadings> => begun(readMeters)(),
    startEditor: async (): Promise<void> => {
      editor = await startEditor(strapi);
    },
    saves: async (): Promise<Save[]> => begun(editor).saves(),
    stopEditor: (): Promise<void> => begun(editor).stop(),
    saveContacts: (many: { count: number; change: boolean }) => saveContacts(strapi, many),
    timeSaves: (uid: SavedUid, count: number) => timeSaves(strapi, uid, count),
    startProfile: async (): Promise<void> => {
      stopProfile = await startProfile(knex);
    },
    stopProfile: (file: string): Promise<void> => begun(stopProfile)(file),
  };
  return commands;
};

export type Commands = ReturnType<typeof createCommands>;
export type Request = { id: number; name: keyof Commands; args: unknown[] };
export type Message =
  | { kind: 'listening'; url: string }
  | { kind: 'progress'; rows: number }
  | { kind: 'answer'; id: number; result?: unknown; error?: string };

/** Runs one command, outside of what is measured. */
export const obey = async (commands: Commands, { id, name, args }: Request): Promise<Message> => {
  try {
    const command = commands[name] as (...given: unknown[]) => Promise<unknown>;
    return { kind: 'answer', id, result: await as('bench', () => command(...args)) };
  } catch (error) {
    return { kind: 'answer', id, error: error instanceof Error ? error.message : String(error) };
  }
};
