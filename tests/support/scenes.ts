import type { ConnectedSite } from './connected-site';
import { CONTACT } from './connected-site';

/** People of their own, a list of just them, and the book it is connected with. */
export type Scene = {
  city: string;
  /** The e-mail of one of its people. */
  email(name: string): string;
  docIds: string[];
  listId: string;
  id: number;
  remoteId: number;
  connectionId: number;
};

/** Scenes on one site that do not touch each other: fault tests share one boot. */
export const createScenes = (at: ConnectedSite) => {
  let round = 0;
  const change = (documentId: string | undefined, data: Record<string, unknown>) =>
    at.site.strapi
      .documents(CONTACT as never)
      .update({ documentId: documentId ?? '', data } as never);

  return {
    change,

    /** Connects a list of these people; `before` runs when the book exists and nothing was sent. */
    open: async (
      names: string[],
      before: (scene: Pick<Scene, 'email' | 'remoteId'>) => void = () => undefined
    ): Promise<Scene> => {
      round += 1;
      const city = `place ${round}`;
      const suffix = `.${round}@example.com`;
      const email = (name: string) => `${name}${suffix}`;
      const docIds = await at.addPeople(
        names.map((name) => ({ firstName: name, email: email(name), city }))
      );
      const listId = await at.createList({
        filter: { version: 1, where: { city: { $eq: city } }, activity: [] },
      });
      const book = await at.createBook(`Evil ${round}`);
      before({ email, remoteId: book.remoteId });
      const connectionId = await at.connect(listId, book.id);
      return { city, email, docIds, listId, connectionId, ...book };
    },

    /** A synchronisation that compares every member, however soon after the last one. */
    sync: () => at.sync({ full: true }),

    /** An editor's action on members, as the panel sends it. */
    act: (scene: Scene, action: string, documentIds: (string | undefined)[]) =>
      at.site.request<{ data: { changed: number; refused: { code: string }[] } }>(
        'POST',
        `/dotmailer/marketing-lists/${scene.listId}/members/${action}`,
        { documentIds }
      ),

    approve: async (scene: Scene) => {
      const hold = (await at.status(scene.listId)).connection?.hold;
      return at.site.request(
        'POST',
        `/dotmailer/marketing-lists/${scene.listId}/removals/${hold?.id}/approve`
      );
    },

    disconnect: (scene: Scene, body: Record<string, unknown> = {}) =>
      at.site.request('POST', `/dotmailer/marketing-lists/${scene.listId}/disconnect`, body),

    /** The member with this e-mail as the members page shows it. */
    member: async (scene: Scene, email: string) =>
      (await at.members(scene.listId, `&search=${encodeURIComponent(email)}`))[0],

    /** Ledger rows of an e-mail, oldest row first. */
    rows: (scene: Scene, email: string): Promise<LedgerEntry[]> =>
      at
        .table('dotmailer_ledger')
        .where({ connection_id: scene.connectionId, email_norm: email.toLowerCase() })
        .orderBy('id') as never,

    /** Calls to the vendor since `clearCalls`, as `METHOD path`. */
    calls: (part: string): string[] =>
      at.sandbox.control
        .calls()
        .log.map((call) => `${call.method} ${call.path}`)
        .filter((call) => call.includes(part)),
  };
};

type LedgerEntry = {
  id: number;
  doc_id: string | null;
  role: string;
  state: string;
  upload_id: number | null;
};
