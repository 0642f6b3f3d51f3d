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

type Save = { documentIds: string[]; times: number; tag: string };

/** A time somebody held a lease, with the fence they held it under. */
export type Holding = { fence: number; from: number; to: number };

/** What a test asks of one of its parallel processes; arguments and answers travel as JSON. */
export const createCommands = (strapi: Core.Strapi) => {
  const node = () => createNode({ strapi }, { name: `node-${process.pid}`, clock: realTime });
  const documents = strapi.documents(CONTACT as never);
  // The statement comes first and may be long: what went wrong stands at the end.
  const words = (error: unknown) => String(error).slice(-200);

  return {
    /** Saves records over and over; answers the errors that reached the one who saved. */
    save: async ({ documentIds, times, tag }: Save): Promise<string[]> => {
      const errors: string[] = [];
      for (let time = 1; time <= times; time += 1) {
        for (const documentId of documentIds) {
          const data = { firstName: `${tag} ${time}` };
          await documents
            .update({ documentId, data } as never)
            .catch((error: unknown) => errors.push(words(error)));
        }
      }
      return errors;
    },

    /** Creates records, and deletes every other one again; answers the errors. */
    create: async ({ count, tag, city }: { count: number; tag: string; city: string }) => {
      const errors: string[] = [];
      for (let index = 0; index < count; index += 1) {
        const data = { firstName: tag, city, email: `${tag}.${index}@example.com` };
        try {
          const { documentId } = (await documents.create({ data } as never)) as never;
          if (index % 2 === 1) await documents.delete({ documentId } as never);
        } catch (error) {
          errors.push(words(error));
        }
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
