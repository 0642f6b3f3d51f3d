import { ADDRESSES, STRANGERS } from './stage';
import { FIELDS, LISTS, type FieldRule, type Truth, type Value, type Violation } from './facts';
import type { Edit, Model } from './model';

/** Compares what is with what must be, when everything is at rest; the model then goes on from there. */
export const judge = (model: Model, truth: Truth): Violation[] => {
  const found: Violation[] = [];
  const blame = (rule: Violation['rule'], what: string) => found.push({ rule, what });
  for (const what of truth.doubles) blame('doubled', what);
  judgeStrangers(truth, blame);

  for (const { list, docId } of truth.takenOff) {
    const email = model.people.get(docId)?.email;
    if (email === undefined) continue;
    const isThere = truth.vendor.get(email)?.lists.includes(list) ?? false;
    if (!model.isGone(docId, list))
      blame('lost', `${email} was taken off ${LISTS[list]?.name}, but nobody had done that`);
    model.noticedTakenOff(docId, list, isThere);
  }
  model.carryOptOuts();

  const addresses = new Set([...ADDRESSES, ...[...model.people.values()].map((one) => one.email)]);
  for (const [list, { name }] of LISTS.entries()) {
    if (!model.connected[list]) continue;
    for (const email of addresses) {
      const contact = truth.vendor.get(email);
      const isThere = Boolean(contact?.subscribed && contact.lists.includes(list));
      const isWanted = model.members(list).some((one) => one.email === email);
      if (isThere && model.isOut(email, list))
        blame('opt-out-undone', `${email} opted out of ${name} and is subscribed there`);
      if (!isThere && model.mustBeIn(email, list))
        blame('lost', `${email} belongs into ${name} and is not there`);
      const isOurs = model.ours[list]?.has(email);
      if (isThere && isOurs && !isWanted)
        blame('wrongly-present', `${email} is in ${name}, where nobody wants it any more`);
      if (model.mustBeIn(email, list)) model.ours[list]?.add(email);
      else if (isOurs && !isWanted && !isThere && !model.gone[list]?.has(email))
        model.ours[list]?.delete(email);
    }
  }
  for (const email of addresses) judgeValues(model, truth, email, blame);
  model.forgetEdits();
  return found;
};

type Blame = (rule: Violation['rule'], what: string) => void;

const judgeStrangers = ({ vendor }: Truth, blame: Blame) => {
  for (const email of STRANGERS) {
    const contact = vendor.get(email);
    const values = contact?.values.join();
    const untouched = FIELDS.map(({ read, value }) => read(value(8))).join();
    if (!contact?.subscribed || contact.lists.length < LISTS.length)
      blame('stranger-touched', `${email} is no longer in every book`);
    else if (values !== untouched) blame('stranger-touched', `${email} holds ${values}`);
  }
};

const judgeValues = (model: Model, truth: Truth, email: string, blame: Blame) => {
  const owner = model.strongest(email);
  const remote = truth.vendor.get(email)?.values;
  const isSure = LISTS.some((_, list) => model.mustBeIn(email, list));
  const host = owner && truth.host.get(owner.docId);
  if (!isSure || !host || !remote) {
    model.base.delete(email);
    return;
  }
  const before = model.base.get(email);
  const base = before?.docId === owner.docId ? before : undefined;
  for (const [field, rule] of FIELDS.entries()) {
    const facts: FieldFacts = {
      host: host[field] ?? null,
      remote: remote[field] ?? null,
      baseHost: base?.host[field],
      baseRemote: base?.remote[field],
      here: model.editsHere.get(owner.docId)?.[field],
      there: model.editsThere.get(email)?.[field],
      drifted: model.drifted.has(`${email} ${field}`),
    };
    const wrong = rule.twoWay === null ? wrongOneWay(facts) : wrongTwoWay(facts, rule.twoWay);
    if (wrong)
      blame(
        'edit-lost',
        `${rule.remote} of ${email}: ${wrong} (here ${facts.host}, there ${facts.remote}, ` +
          `edited here ${facts.here?.value}, there ${facts.there?.value}, before ${facts.baseHost})`
      );
  }
  model.rested(email, owner.docId, host, remote);
};

type FieldFacts = {
  host: Value;
  remote: Value;
  /** Of the same record when everything was at rest the last time; undefined: it was another. */
  baseHost: Value | undefined;
  baseRemote: Value | undefined;
  here: Edit | undefined;
  there: Edit | undefined;
  drifted: boolean;
};

const wrongOneWay = (facts: FieldFacts): string | null => {
  const { host, remote, baseHost, here, there, drifted } = facts;
  const expected = here ? here.value : baseHost;
  if (expected !== undefined && host !== expected) return 'the record has changed';
  if (remote === host) return null;
  if (!drifted) return 'the vendor does not hold what the record holds';
  // A new value goes out; one that was changed at the vendor alone stays there.
  if (there || baseHost === undefined || host === baseHost) return null;
  return 'the edit here has not arrived';
};

const wrongTwoWay = (
  { host, remote, baseHost, here, there }: FieldFacts,
  policy: NonNullable<FieldRule['twoWay']>
): string | null => {
  if (host !== remote) return 'the two sides differ';
  if (baseHost === undefined) return null;
  const changedHere = here && here.value !== baseHost ? here : undefined;
  const changedThere = there && there.value !== baseHost ? there : undefined;
  const atOnce =
    here && there
      ? Math.min(here.firstAt, there.firstAt) === Math.max(here.lastAt, there.lastAt)
      : true;
  if (!here && !there) return host === baseHost ? null : 'nobody edited it, and it changed';
  if (here && there && !atOnce)
    return [here.value, there.value].includes(host) ? null : 'neither of the edits is there';
  if (changedHere && changedThere) {
    // In the same window the host's edit counts as the later one.
    const winner = policy === 'dotmailer' ? changedThere : changedHere;
    return host === winner.value ? null : `by the policy ${policy} ${winner.value} had to win`;
  }
  const only = changedHere ?? changedThere;
  const expected = only ? only.value : baseHost;
  return host === expected ? null : `${expected} was the only edit`;
};
