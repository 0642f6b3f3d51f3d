import { setTimeout as delay } from 'node:timers/promises';
import type { Core } from '@strapi/strapi';
import type { SeenContact } from '../../server/src/store/contacts';
import type { Clock } from '../../server/src/sync/deps';
import { withLease } from '../../server/src/sync/lease';
import { createWorker } from '../../server/src/sync/queue/worker';
import { CONTACT } from './connected-site';
import { createNode } from './node';

const realTime: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }),
};

type Made = { documentId: string };
type Documents = Record<'create' | 'update' | 'delete', (params: never) => Promise<Made>>;

type Save = { documentIds: string[]; times: number; tag: string };

/** A time somebody held a lease, with the fence they held it under. */
export type Holding = { fence: number; from: number; to: number };

/** What a test asks of one of its parallel processes; arguments and answers travel as JSON. */
export const createCommands = (strapi: Core.Strapi) => {
  const node = () => createNode({ strapi }, { name: `node-${process.pid}`, clock: realTime });
  const documents = strapi.documents(CONTACT as never) as unknown as Documents;
  // The statement comes first and may be long: what went wrong stands at the end.
  const words = (error: unknown) => String(error).replace(/^(.{120}).*(.{120})$/s, '$1 … $2');

  /**
   * SQLite has one writer: a transaction that read before it writes may not wait for another process,
   * and Strapi's saves begin that way, with this plugin or without. Those are done again; any other
   * error is noted.
   */
  const insist = async <T>(errors: string[], save: () => Promise<T>): Promise<T | null> => {
    for (;;) {
      try {
        return await save();
      } catch (error) {
        const text = words(error);
        if (!/^SqliteError: (update|delete from|insert into) `contacts`.*is locked$/.test(text)) {
          errors.push(text);
          return null;
        }
      }
    }
  };

  return {
    /** Saves records over and over; answers the errors that reached the one who saved. */
    save: async ({ documentIds, times, tag }: Save): Promise<string[]> => {
      const errors: string[] = [];
      for (let time = 1; time <= times; time += 1) {
        for (const documentId of documentIds) {
          const data = { firstName: `${tag} ${time}` };
          await insist(errors, () => documents.update({ documentId, data } as never));
        }
      }
      return errors;
    },

    /** Creates records, and deletes every other one again; answers the errors. */
    create: async ({ count, tag, city }: { count: number; tag: string; city: string }) => {
      const errors: string[] = [];
      for (let index = 0; index < count; index += 1) {
        const data = { firstName: tag, city, email: `${tag}.${index}@example.com` };
        const made = await insist(errors, () => documents.create({ data } as never));
        if (!made || index % 2 === 0) continue;
        const { documentId } = made;
        await insist(errors, () => documents.delete({ documentId } as never));
      }
      return errors;
    },

    /** Works the queue off as a node's worker does; answers the integrations of the jobs it did. */
    work: async ({ ms }: { ms: number }): Promise<number[]> => {
      const done: number[] = [];
      const worker = createWorker(node(), {
        sync: async ({ integrationId }) => {
          done.push(integrationId);
          return 'done';
        },
        uploads: async () => 'done',
        'data-fields': async () => 'done',
        campaigns: async () => 'done',
        retention: async () => 'done',
      });
      worker.start();
      await delay(ms);
      await worker.stop();
      return done;
    },

    /** Takes a lease as often as it gets it for a while; answers when it had it. */
    lead: async ({ name, ms }: { name: string; ms: number }): Promise<Holding[]> => {
      const deps = node();
      const held: Holding[] = [];
      for (const end = Date.now() + ms; Date.now() < end;) {
        await withLease(deps, name, async ({ fence }) => {
          const from = Date.now();
          await delay(3);
          held.push({ fence, from, to: Date.now() });
        });
      }
      return held;
    },

    /** Writes what the vendor told of contacts; answers the errors. */
    see: async (told: { integrationId: number; contacts: SeenContact[]; times: number }) => {
      const errors: string[] = [];
      const { contacts } = node().repositories;
      for (let time = 0; time < told.times; time += 1) {
        const seen = told.contacts.map((contact) => ({ ...contact, status: `Seen${time}` }));
        await contacts
          .see(told.integrationId, seen, Date.now())
          .catch((error: unknown) => errors.push(words(error)));
      }
      return errors;
    },
  };
};

export type Commands = ReturnType<typeof createCommands>;
export type Request = { id: number; name: keyof Commands; argument: unknown };
export type Message =
  | { kind: 'listening'; url: string }
  | { kind: 'answer'; id: number; result?: unknown; error?: string };
