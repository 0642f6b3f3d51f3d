/**
 * What must be true of people, told without a look at how the plugin does it: who opted out and came
 * back, who is a member, who edited what. Where the vendor's feeds cannot tell the plugin what
 * happened, or a file with an unknown fate makes caution right, the model says nothing.
 */
import { FIELDS, LISTS, type Truth, type Value } from './facts';

type Person = {
  docId: string;
  email: string;
  /** Addresses that the record has had, this one included. */
  addresses: Set<string>;
  /** Per list: whether its filter finds the record. */
  in: boolean[];
  /** Lists that the record was taken off by somebody, until it is restored. */
  removed: Set<number>;
  /** Of two records of one address the one with the lower number is older. */
  order: number;
};

/** A value that somebody gave since the last rest, and between which synchronisations. */
export type Edit = { value: Value; firstAt: number; lastAt: number };

/** What was true of an address when everything was at rest the last time. */
type Base = { docId: string; host: Value[]; remote: Value[] };

const EVERY_LIST = LISTS.map((_, list) => list);

export type Model = ReturnType<typeof createModel>;

export const createModel = () => {
  const people = new Map<string, Person>();
  const connected = LISTS.map(() => true);
  let made = 0;
  /** How many synchronisations there were. */
  let syncs = 0;

  /** Opt-outs that count, without doubt: of the account, of books, of lists (with the record). */
  const account = new Set<string>();
  const books = LISTS.map(() => new Set<string>());
  const lists = LISTS.map(() => new Map<string, string>());
  /** Addresses that an editor's opt-out may have followed a record to. */
  const perhaps = LISTS.map(() => new Set<string>());
  /** Back in the account, which no feed tells the site of: it knows once an editor asks. */
  const backUnheard = new Set<string>();
  /** Opt-outs at the vendor that no synchronisation has read yet. */
  const unread = { account: new Set<string>(), books: LISTS.map(() => new Set<string>()) };
  /** Books that the next synchronisation reads from the beginning. */
  const unreadBooks = new Set<number>();
  /** Addresses whose opt-out was lifted at some time: nothing carries an older one to them. */
  const lifted = LISTS.map(() => new Set<string>());
  /** The address of each member when everything was at rest the last time. */
  const addressAtRest = LISTS.map(() => new Map<string, string>());

  /** Per list: who was taken off the book by somebody at the vendor, or deleted there. */
  const gone = LISTS.map(() => new Set<string>());
  /** Addresses that were changed at the vendor: an editor decides, the model does not. */
  const asked = new Set<string>();
  /** Members that were in the book through the site: when they leave, so does the address. */
  const ours = LISTS.map(() => new Set<string>());
  /** Came back while a file that may put them back anyway was under way: either is right. */
  const doubtful = new Set<string>();

  const base = new Map<string, Base>();
  const editsHere = new Map<string, Edit[]>();
  const editsThere = new Map<string, Edit[]>();
  /** One-way fields that somebody changed at the vendor: nothing brings the value back by itself. */
  const drifted = new Set<string>();

  const person = (docId: string): Person => {
    const found = people.get(docId);
    if (!found) throw new Error(`the model knows no ${docId}`);
    return found;
  };
  const members = (list: number): Person[] =>
    [...people.values()].filter((one) => one.in[list] && !one.removed.has(list));
  const isMember = ({ docId }: Person, list: number) =>
    members(list).some((one) => one.docId === docId);

  const edited = (edits: Map<string, Edit[]>, key: string, field: number, value: Value) => {
    const of = edits.get(key) ?? [];
    of[field] = { value, firstAt: of[field]?.firstAt ?? syncs, lastAt: syncs };
    edits.set(key, of);
  };

  /** A person's own word at the vendor is newer than any opt-out there is. */
  const consented = (email: string, scope: { account: boolean; list: number | null }) => {
    if (scope.account) {
      account.delete(email);
      unread.account.delete(email);
    }
    if (scope.list === null) return;
    books[scope.list]?.delete(email);
    lists[scope.list]?.delete(email);
    unread.books[scope.list]?.delete(email);
    perhaps[scope.list]?.delete(email);
    lifted[scope.list]?.add(email);
  };

  const optedOut = (email: string, list: number): boolean =>
    Boolean(account.has(email) || books[list]?.has(email) || lists[list]?.has(email));
  const mayBeOut = (email: string, list: number): boolean =>
    optedOut(email, list) ||
    unread.account.has(email) ||
    backUnheard.has(email) ||
    Boolean(unread.books[list]?.has(email) || perhaps[list]?.has(email));

  const leaves = (docId: string, list: number) => addressAtRest[list]?.delete(docId);

  return {
    people,
    connected,
    members,
    base,
    gone,
    ours,
    editsHere,
    editsThere,
    drifted,

    created: (docId: string, email: string, inLists: boolean[]) => {
      made += 1;
      people.set(docId, {
        docId,
        email,
        addresses: new Set([email]),
        in: [...inLists],
        removed: new Set(),
        order: made,
      });
    },
    deleted: (docId: string) => {
      people.delete(docId);
      EVERY_LIST.forEach((list) => leaves(docId, list));
    },
    editedHere: (docId: string, field: number, value: Value) =>
      edited(editsHere, docId, field, value),
    editedThere: (email: string, field: number, value: Value) => {
      edited(editsThere, email, field, value);
      if (FIELDS[field]?.twoWay === null) drifted.add(`${email} ${field}`);
    },
    addressChanged: (docId: string, email: string) => {
      const one = person(docId);
      one.email = email;
      one.addresses.add(email);
    },
    addressChangedThere: (from: string, to: string) => {
      asked.add(from).add(to);
      for (const list of EVERY_LIST) {
        ours[list]?.delete(from);
        gone[list]?.delete(from);
        if (unread.books[list]?.delete(from)) unread.books[list]?.add(to);
      }
      if (unread.account.delete(from)) unread.account.add(to);
      for (const email of [from, to]) base.delete(email);
      editsThere.delete(from);
      editsThere.delete(to);
      FIELDS.forEach((_, field) => drifted.add(`${to} ${field}`));
    },
    filtered: (docId: string, list: number, isIn: boolean) => {
      person(docId).in[list] = isIn;
      if (!isIn) leaves(docId, list);
    },
    removed: (docId: string, list: number) => {
      person(docId).removed.add(list);
      leaves(docId, list);
    },
    restored: (docId: string, list: number) => {
      const one = person(docId);
      if (one.removed.delete(list)) gone[list]?.delete(one.email);
    },

    unsubscribed: (docId: string, list: number) => {
      const { email } = person(docId);
      if (!lists[list]?.has(email)) lists[list]?.set(email, docId);
    },
    unsubscribedThere: (email: string, list: number) => {
      unread.books[list]?.add(email);
    },
    optedOutThere: (email: string) => {
      unread.account.add(email);
    },
    /** The person is in the book again by a decision at the vendor. */
    cameBackThere: (email: string, list: number, filesUnderWay: boolean) => {
      // An opt-out of the account that nobody has read took the person off every other book.
      if (unread.account.has(email)) {
        for (const other of EVERY_LIST) if (other !== list) gone[other]?.add(email);
      }
      consented(email, { account: true, list });
      backUnheard.delete(email);
      ours[list]?.delete(email);
      if (filesUnderWay) doubtful.add(email);
    },
    /** A challenge was answered; `list` is the one whose book has the person again. */
    confirmedThere: (email: string, list: number | null, filesUnderWay: boolean) => {
      backUnheard.add(email);
      consented(email, { account: true, list });
      if (list === null) return;
      ours[list]?.delete(email);
      if (filesUnderWay) doubtful.add(email);
    },
    /** The vendor took the person back because an editor asked about the opt-outs that are known. */
    resubscribed: (docId: string, list: number, filesUnderWay: boolean) => {
      const { email } = person(docId);
      const ofList = Boolean(books[list]?.has(email) || lists[list]?.has(email));
      if (account.has(email) || ofList)
        consented(email, { account: false, list: ofList ? list : null });
      account.delete(email);
      backUnheard.delete(email);
      if (filesUnderWay) doubtful.add(email);
    },

    takenOffThere: (email: string, list: number) => {
      gone[list]?.add(email);
      ours[list]?.delete(email);
    },
    deletedThere: (email: string) => {
      for (const list of EVERY_LIST) {
        gone[list]?.add(email);
        ours[list]?.delete(email);
        unread.books[list]?.delete(email);
      }
      unread.account.delete(email);
      editsThere.delete(email);
      base.delete(email);
      FIELDS.forEach((_, field) => drifted.delete(`${email} ${field}`));
    },
    disconnected: (list: number) => {
      connected[list] = false;
      ours[list]?.clear();
      addressAtRest[list]?.clear();
    },
    reconnected: (list: number) => {
      connected[list] = true;
      unreadBooks.add(list);
    },

    /** A synchronisation was tried; whatever it staged, an editor's opt-out may have followed. */
    tried: () => {
      syncs += 1;
      for (const list of EVERY_LIST.filter((one) => connected[one])) {
        for (const { docId, email } of members(list)) {
          const before = addressAtRest[list]?.get(docId);
          const follows =
            [...(lists[list]?.values() ?? [])].includes(docId) ||
            (before !== undefined &&
              Boolean(perhaps[list]?.has(before) || lists[list]?.has(before)));
          if (follows) perhaps[list]?.add(email);
        }
      }
    },
    /** A synchronisation came to its end: what the vendor told when it began is known now. */
    synced: ({ unsubscribed, suppressed }: Pick<Truth, 'unsubscribed' | 'suppressed'>) => {
      if (!connected.includes(true)) return;
      for (const email of unread.account) if (suppressed.has(email)) account.add(email);
      unread.account.clear();
      for (const list of EVERY_LIST.filter((one) => connected[one])) {
        const told = unreadBooks.delete(list) ? unsubscribed[list] : unread.books[list];
        for (const email of told ?? []) {
          if (suppressed.has(email)) continue;
          if (unsubscribed[list]?.has(email)) books[list]?.add(email);
          unread.books[list]?.delete(email);
        }
      }
    },

    /** An editor's opt-out has followed the records to the addresses they have now. */
    carryOptOuts: () => {
      for (const list of EVERY_LIST.filter((one) => connected[one])) {
        for (const { docId, email } of members(list)) {
          const rows = lists[list] ?? new Map<string, string>();
          const before = addressAtRest[list]?.get(docId);
          const follows =
            [...rows].some(([, of]) => of === docId) || (before !== undefined && rows.has(before));
          const isNew = before !== email && !lifted[list]?.has(email);
          if (follows && isNew && !rows.has(email)) rows.set(email, docId);
          addressAtRest[list]?.set(docId, email);
        }
      }
    },

    /** Nobody may be subscribed in the list's book under this address. */
    isOut: (email: string, list: number): boolean => !doubtful.has(email) && optedOut(email, list),
    /** The list's book must have this address, subscribed. */
    mustBeIn: (email: string, list: number): boolean =>
      connected[list] === true &&
      members(list).some((one) => one.email === email) &&
      !mayBeOut(email, list) &&
      !gone[list]?.has(email) &&
      !asked.has(email) &&
      !doubtful.has(email),
    /** The record whose values the contact has: the oldest of all members with its address. */
    strongest: (email: string): Person | undefined =>
      EVERY_LIST.filter((list) => connected[list])
        .flatMap(members)
        .filter((one) => one.email === email)
        .sort((a, b) => a.order - b.order)[0],
    isMember,

    /** Somebody took one of the record's addresses off the book, or asked a question about it. */
    isGone: (docId: string, list: number): boolean => {
      const { addresses, removed } = person(docId);
      return (
        removed.has(list) || [...addresses].some((one) => gone[list]?.has(one) || asked.has(one))
      );
    },
    /** The plugin has noticed that somebody took the person off the book: it must heed that. */
    noticedTakenOff: (docId: string, list: number, isThere: boolean) => {
      const one = people.get(docId);
      if (!one || one.removed.has(list)) return;
      one.removed.add(list);
      leaves(docId, list);
      if (!isThere) ours[list]?.add(one.email);
    },

    /** Everything was found right: what is true now is what later edits are measured by. */
    rested: (email: string, docId: string, host: Value[], remote: Value[]) => {
      const before = base.get(email);
      FIELDS.forEach(({ twoWay }, field) => {
        const settled = before?.docId === docId && before.host[field] !== host[field];
        const same = host[field] === remote[field];
        if (twoWay !== null || (settled && same)) drifted.delete(`${email} ${field}`);
      });
      base.set(email, { docId, host, remote });
    },
    forgetEdits: () => {
      editsHere.clear();
      editsThere.clear();
    },
  };
};
