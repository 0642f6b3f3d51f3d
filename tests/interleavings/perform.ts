import { removeMembers, restoreMembers } from '../../server/src/sync/members/remove';
import { resubscribeMembers } from '../../server/src/sync/members/resubscribe';
import { unsubscribeMembers } from '../../server/src/sync/members/unsubscribe';
import type { Command } from './commands';
import { FIELDS, LISTS, type Violation } from './facts';
import type { Model } from './model';
import { judge } from './rules';
import { ADDRESSES, type Stage } from './stage';
import { readTruth, readVendor } from './truth';
import type { World } from './world';

const MINUTE = 60_000;
/** Synchronisations after which everything must have come to rest. */
const PATIENCE = 12;

/** Does commands to a world and tells its model; a command that finds nothing to do it to is passed over. */
export const createPerformer = (stage: Stage, world: World, model: Model) => {
  const { control } = world;
  const address = (mail: number) => ADDRESSES[mail % ADDRESSES.length] ?? '';
  /** Records that commands may touch: all but the anchors. */
  const touchable = () =>
    [...model.people.values()].filter(({ email }) => ADDRESSES.includes(email));
  const pick = (who: number) => {
    const some = touchable();
    return some.length === 0 ? undefined : some[who % some.length];
  };
  const pickMember = (who: number, list: number) => {
    const some = touchable().filter((one) => model.isMember(one, list));
    return some.length === 0 ? undefined : some[who % some.length];
  };
  const pickContact = (mail: number) => {
    const some = ADDRESSES.filter((email) => control.contact(email) !== null);
    return some.length === 0 ? undefined : some[mail % some.length];
  };
  const isThere = (email: string, list: number) =>
    control.contact(email)?.bookIds.includes(world.remoteId(list)) ?? false;

  const editHere = async (docId: string, field: number, number: number) => {
    const rule = FIELDS[field];
    if (!rule) return;
    await world.save(docId, { [rule.host]: rule.value(number) });
    model.editedHere(docId, field, rule.read(rule.value(number)));
  };
  const editThere = (email: string, field: number, number: number) => {
    const rule = FIELDS[field];
    if (!rule || !control.contact(email)) return;
    control.setDataField(email, rule.remote, rule.value(number));
    model.editedThere(email, field, rule.read(rule.value(number)));
  };
  /** No feed tells of an edit of somebody who is in no connected book: which one wins is open. */
  const forgetUnseen = () => {
    for (const email of model.editsThere.keys()) {
      const isTold = LISTS.some((_, list) => model.connected[list] && isThere(email, list));
      if (!isTold) model.base.delete(email);
    }
  };
  const failed = (trouble: string | null): Violation[] =>
    trouble === null ? [] : [{ rule: 'failed', what: trouble }];

  /** Answers what went wrong without anybody's doing. */
  const sync = async (kind: 'schedule' | 'manual' | 'full'): Promise<Violation[]> => {
    const told = readVendor(stage);
    const trouble = await world.sync(
      kind === 'full' ? { trigger: 'manual', full: true } : { trigger: kind }
    );
    model.tried();
    if (world.wasDisturbed()) return [];
    model.synced(told);
    return failed(trouble);
  };

  const settle = async (): Promise<Violation[]> => {
    const trouble = await world.settle();
    return world.wasDisturbed() ? [] : failed(trouble);
  };

  const comeToRest = async (): Promise<Violation[]> => {
    const troubles: Violation[] = [];
    let unrest: string | null = 'not synchronised';
    /** Synchronisations in which the vendor answered everything: one may bring news, the next sends. */
    let undisturbed = 0;
    for (let round = 0; round < PATIENCE && (undisturbed < 2 || unrest !== null); round += 1) {
      await world.pass(5 * MINUTE);
      await control.finishJobs();
      troubles.push(...(await sync('schedule')));
      if (!world.wasDisturbed()) undisturbed += 1;
      await world.approveAll();
      // What is still at the vendor of lists that are disconnected is looked after every minute.
      if (!model.connected.includes(true)) {
        await world.pass(MINUTE);
        troubles.push(...(await settle()));
      }
      unrest = await world.unrest();
      // Whoever the vendor refused as a whole file is tried again by an editor, or a day later.
      if (unrest === null && (await world.tryRefusedAgain())) {
        await world.pass(25 * 60 * MINUTE);
        unrest = 'tried again';
      }
    }
    if (unrest !== null) troubles.push({ rule: 'lost', what: `no end in sight: ${unrest}` });
    return troubles;
  };

  /** Lets everything come to rest, looks that nothing more is said, and compares with the model. */
  const rest = async (): Promise<Violation[]> => {
    control.setImportSpeed({ milliseconds: 0 });
    const troubles: Violation[] = [];
    do {
      troubles.push(...(await comeToRest()));
      await world.pass(4 * MINUTE);
      troubles.push(...(await sync('schedule')));
    } while (world.wasDisturbed());
    const echo = world.writes();
    if (echo.length > 0)
      troubles.push({ rule: 'echo', what: `nothing was new, and yet: ${echo.join(', ')}` });
    return [...troubles, ...judge(model, await readTruth(stage))];
  };

  const doIt = async (command: Command): Promise<Violation[]> => {
    switch (command.do) {
      case 'edit': {
        const who = pick(command.who);
        if (who) await editHere(who.docId, command.field, command.value);
        return [];
      }
      case 'edit there': {
        const email = pickContact(command.mail);
        if (email) editThere(email, command.field, command.value);
        return [];
      }
      case 'edit both': {
        const who = pick(command.who);
        if (!who) return [];
        await editHere(who.docId, command.field, command.value);
        await world.pass(1000);
        editThere(who.email, command.field, command.there);
        return [];
      }
      case 'change address': {
        const who = pick(command.who);
        if (!who) return [];
        await world.save(who.docId, { email: address(command.mail) });
        model.addressChanged(who.docId, address(command.mail));
        return [];
      }
      case 'change address there': {
        const from = pickContact(command.mail);
        const to = address(command.to);
        if (!from || control.contact(to)) return [];
        control.changeEmail(from, to);
        model.addressChangedThere(from, to);
        return [];
      }
      case 'create': {
        const inLists = LISTS.map((_, list) => ((command.lists >> list) & 1) === 1);
        const values = FIELDS.map(({ host, value }) => [host, value(command.value)]);
        const filters = LISTS.map(({ attribute, member, other }, list) => [
          attribute,
          inLists[list] ? member : other,
        ]);
        const email = address(command.mail);
        const data = { email, ...Object.fromEntries([...values, ...filters]) };
        model.created(await world.create(data), email, inLists);
        return [];
      }
      case 'delete': {
        const who = pick(command.who);
        if (!who) return [];
        await world.delete(who.docId);
        model.deleted(who.docId);
        return [];
      }
      case 'join or leave': {
        const who = pick(command.who);
        const list = LISTS[command.list];
        if (!who || !list) return [];
        const isIn = !who.in[command.list];
        await world.save(who.docId, { [list.attribute]: isIn ? list.member : list.other });
        model.filtered(who.docId, command.list, isIn);
        return [];
      }
      case 'remove': {
        const who = pickMember(command.who, command.list);
        if (!who) return [];
        await world.change(command.list, who.docId, removeMembers);
        model.removed(who.docId, command.list);
        return [];
      }
      case 'restore': {
        const some = touchable().filter(({ removed }) => removed.has(command.list));
        const who = some[command.who % Math.max(1, some.length)];
        if (!who) return [];
        await world.change(command.list, who.docId, restoreMembers);
        model.restored(who.docId, command.list);
        return [];
      }
      case 'unsubscribe': {
        const who = pickMember(command.who, command.list);
        if (!who) return [];
        const { changed } = await world.change(command.list, who.docId, unsubscribeMembers);
        if (changed === 1) model.unsubscribed(who.docId, command.list);
        return [];
      }
      case 'unsubscribe there': {
        const email = pickContact(command.mail);
        if (!email) return [];
        control.unsubscribe(email, world.remoteId(command.list));
        model.unsubscribedThere(email, command.list);
        return [];
      }
      case 'opt out of the account there': {
        const email = pickContact(command.mail);
        if (!email) return [];
        control.unsubscribe(email);
        model.optedOutThere(email);
        return [];
      }
      case 'resubscribe': {
        const who = pickMember(command.who, command.list);
        if (!who || !model.connected[command.list]) return [];
        const files = await world.filesUnderWay();
        const { changed } = await world.change(command.list, who.docId, resubscribeMembers);
        if (changed === 1) model.resubscribed(who.docId, command.list, files);
        return [];
      }
      case 'confirm there':
        return confirmThere(command.mail);
      case 'come back there': {
        const email = pickContact(command.mail);
        if (!email || isThere(email, command.list)) return [];
        if (control.contact(email)?.status !== 'Subscribed') control.setStatus(email, 'Subscribed');
        control.addToBook(email, world.remoteId(command.list));
        model.cameBackThere(email, command.list, await world.filesUnderWay());
        return [];
      }
      case 'take off there': {
        const email = pickContact(command.mail);
        if (!email || !isThere(email, command.list)) return [];
        control.takeOffBook(email, world.remoteId(command.list));
        model.takenOffThere(email, command.list);
        return [];
      }
      case 'delete there': {
        const email = pickContact(command.mail);
        if (!email) return [];
        control.deleteContact(email);
        model.deletedThere(email);
        return [];
      }
      case 'disconnect':
        if (!model.connected[command.list]) return [];
        await world.disconnect(command.list);
        model.disconnected(command.list);
        return [];
      case 'reconnect':
        if (model.connected[command.list]) return [];
        await world.connect(command.list);
        model.reconnected(command.list);
        return [];
      case 'sync':
        return sync(command.kind);
      case 'settle':
        return settle();
      case 'hold imports':
        control.setImportSpeed('held');
        return [];
      case 'finish imports':
        control.setImportSpeed({ milliseconds: 0 });
        await control.finishJobs();
        return [];
      case 'lose an answer':
        control.failNext(1, 'drop-after-accept', 'contacts/import');
        return [];
      case 'wait':
        await world.pass(command.minutes * MINUTE);
        return [];
      case 'rest':
        return rest();
      case 'fail calls':
        control.failNext(command.count, command.failure, command.match || undefined);
        return [];
      case 'reject an import':
        control.rejectNextImport(command.status);
        return [];
      case 'fail a removal':
        control.failNextRemoval();
        return [];
      case 'sync and end the process':
        await world.syncAndEnd(command.statements);
        model.tried();
        return [];
    }
  };

  /** Somebody who was challenged follows the link; which book it was for shows in what it does. */
  const confirmThere = async (mail: number): Promise<Violation[]> => {
    const email = pickContact(mail);
    if (!email) return [];
    const before = LISTS.map((_, list) => isThere(email, list));
    const files = await world.filesUnderWay();
    try {
      control.confirmChallenge(email);
    } catch {
      return [];
    }
    const back = LISTS.findIndex((_, list) => isThere(email, list) && !before[list]);
    model.confirmedThere(email, back === -1 ? null : back, files);
    return [];
  };

  return {
    /** What is true before anything was done. */
    begin: async (): Promise<Violation[]> => judge(model, await readTruth(stage)),
    perform: async (command: Command): Promise<Violation[]> => {
      await world.pass(1000);
      const violations = await doIt(command);
      forgetUnseen();
      return violations;
    },
  };
};
