import { TABLE } from '../constants';
import { flag, int, key, model, ms, requiredInt, requiredKey, text } from './lean-columns';

/** The 1:1 link of a marketing list and an address book. Closed connections keep their ledger for retention. */
const connection = model(
  'connection',
  TABLE.connection,
  {
    integrationId: requiredInt,
    addressBookId: requiredInt,
    bookRemoteId: requiredInt,
    listId: requiredKey(36),
    collection: requiredKey(191),
    emailField: requiredKey(191),
    createRecords: flag,
    /** When its book was first read whole for that; null: whoever is found there was there before. */
    newcomersSince: ms,
    /** Set while its people are taken off the book before it closes. */
    closing: flag,
    optInType: key(32),
    emailType: key(32),
    /** Equal to addressBookId / listId while open, null once closed: the unique keys enforce 1:1. */
    openBook: int,
    openList: key(36),
    openedAt: ms,
    closedAt: ms,
    /** Set while the book must not be uploaded to, with the reason shown to editors. */
    blockedReason: key(64),
    lastExportedAt: ms,
    lastSyncedAt: ms,
    /** When the membership scan last ran whole, and how long it took: the share rule needs both. */
    scannedAt: ms,
    scanMs: int,
    /** Set by a change of list, filter or connection: the next sync scans whatever the share rule says. */
    scanDue: flag,
    /** Sync priority of the collection's mapping as last taken into account. */
    mappingPriority: int,
    fullReadAt: ms,
    /** The full read under way: when it began, and where it goes on; null once only confirming is left. */
    fullReadStartedAt: ms,
    fullReadNext: int,
  },
  [
    { name: 'dm_connection_book_uq', columns: ['open_book'], type: 'unique' },
    { name: 'dm_connection_list_uq', columns: ['open_list'], type: 'unique' },
    { name: 'dm_connection_integration_ix', columns: ['integration_id'] },
  ]
);

/** The mirror of a remote contact: one per e-mail per integration. */
const contact = model(
  'contact',
  TABLE.contact,
  {
    integrationId: requiredInt,
    remoteId: int,
    email: requiredKey(254),
    emailNorm: requiredKey(191),
    /** The vendor's account-level status word; null until the vendor has told one. */
    status: key(32),
    statusAt: ms,
    optInType: key(32),
    emailType: key(32),
    /**
     * JSON object: data field -> value both sides know the vendor to hold, because it acknowledged it
     * from us or because its own change was taken notice of.
     */
    agreed: text,
    /** JSON object: mapped data field -> canonical value as last pulled; null: never with values. */
    remote: text,
    /**
     * Set while pulled values of two-way fields wait to be judged: the time, by our clock, from which
     * on they may have changed; 0 where nobody ever looked before.
     */
    newsSince: ms,
    updatedAt: ms,
  },
  [
    { name: 'dm_contact_email_uq', columns: ['integration_id', 'email_norm'], type: 'unique' },
    { name: 'dm_contact_remote_ix', columns: ['integration_id', 'remote_id'] },
    { name: 'dm_contact_status_ix', columns: ['integration_id', 'status'] },
    { name: 'dm_contact_news_ix', columns: ['integration_id', 'news_since'] },
  ]
);

/**
 * Address book contacts: one row per member record of a connection. Exactly one row per e-mail is
 * the `owner`; others of that e-mail are `duplicate`; records nobody can mail are `no-email` or `invalid`.
 * States of an owner: staged, sent, acknowledged, refused, held, opted-out, leaving, removing.
 */
const ledger = model(
  'ledger',
  TABLE.ledger,
  {
    connectionId: requiredInt,
    /** documentId of the host record; null once the row only waits for its removal after an e-mail change. */
    docId: key(36),
    emailNorm: key(191),
    email: key(254),
    role: requiredKey(10),
    state: requiredKey(12),
    /** When the host record was created: the oldest record of an e-mail owns it. */
    bornAt: ms,
    /** Hash of e-mail and wanted values as last staged: equal means nothing to do. */
    hash: key(32),
    /** JSON object of wanted data-field values, kept until acknowledged. */
    payload: text,
    /** Why the record's values cannot be sent, in words: the upload refuses the row instead. */
    problem: text,
    /**
     * Values its file carries: null for the payload as it is, a JSON object where other records feed
     * the contact too, empty when a file of another book carries them.
     */
    carried: text,
    /** When the vendor first acknowledged the membership; null: never in the book through us. */
    exportedAt: ms,
    acknowledgedAt: ms,
    uploadId: int,
    removalId: int,
    holdId: int,
    /** When a full read of the book last saw the e-mail there. */
    seenAt: ms,
    /** Failed uploads of this row in a row, and when it may be staged again by itself. */
    attempts: int,
    retryAt: ms,
    reasonCode: key(64),
    reason: text,
    changedAt: ms,
  },
  [
    { name: 'dm_ledger_doc_uq', columns: ['connection_id', 'doc_id'], type: 'unique' },
    { name: 'dm_ledger_email_ix', columns: ['connection_id', 'email_norm'] },
    { name: 'dm_ledger_state_ix', columns: ['connection_id', 'state'] },
    { name: 'dm_ledger_upload_ix', columns: ['upload_id'] },
  ]
);

/**
 * Opt-outs outlive everything else. `scope` is `list` (an editor's, ref = list documentId), `book`
 * (ref = account id and book) or `account` (ref = account id). A lifted row stays with its date, so
 * that reading an old unsubscribe again cannot bring it back.
 */
const optOut = model(
  'opt-out',
  TABLE.optOut,
  {
    scope: requiredKey(8),
    ref: requiredKey(80),
    emailNorm: requiredKey(191),
    source: requiredKey(12),
    reason: key(64),
    /** The record an editor opted out: the opt-out follows it when its e-mail changes. */
    docId: key(36),
    optedOutAt: ms,
    liftedAt: ms,
    /** When the vendor confirmed an editor's opt-out, and for which book (account id and book). */
    sentAt: ms,
    sentRef: key(80),
    /** `challenged` while the vendor waits for the person, `refused` when it will not lift it. */
    resubscribeState: key(16),
  },
  [
    { name: 'dm_opt_out_uq', columns: ['scope', 'ref', 'email_norm'], type: 'unique' },
    { name: 'dm_opt_out_email_ix', columns: ['email_norm'] },
  ]
);

/** Picked (manual list), frozen (static list) and removed (any list) records. */
const listRecord = model(
  'list-record',
  TABLE.listRecord,
  {
    listId: requiredKey(36),
    docId: requiredKey(36),
    kind: requiredKey(8),
    reason: key(64),
    createdAt: ms,
  },
  [{ name: 'dm_list_record_uq', columns: ['list_id', 'kind', 'doc_id'], type: 'unique' }]
);

/**
 * People of a book whom the list does not have, one row per e-mail, as long as its connection creates
 * records. Kinds: `older` (was in the book when that was switched on), `new` (seen there first since),
 * `refused` (the collection's rules do not take them), `made` (a record was made, it is not linked
 * yet), `created`, `known` (there was a record already), `deleted` (the record of a member was
 * deleted). Of the last four no record is ever made again.
 */
const newcomer = model(
  'newcomer',
  TABLE.newcomer,
  {
    connectionId: requiredInt,
    emailNorm: requiredKey(191),
    kind: requiredKey(8),
    /** The record that was made of them, or was there. */
    docId: key(36),
    /** When a read of the book last saw the e-mail there. */
    seenAt: ms,
    /** Of a refusal: the attribute it is about, if one, and why. */
    attribute: key(191),
    reason: text,
    changedAt: ms,
  },
  [
    { name: 'dm_newcomer_uq', columns: ['connection_id', 'email_norm'], type: 'unique' },
    { name: 'dm_newcomer_kind_ix', columns: ['connection_id', 'kind', 'id'] },
    { name: 'dm_newcomer_email_ix', columns: ['email_norm'] },
  ]
);

/** "This record was saved": written with the save, one per record, whatever it concerns. No e-mail. */
const mark = model(
  'mark',
  TABLE.mark,
  { uid: requiredKey(120), docId: requiredKey(36), version: requiredInt, markedAt: ms },
  [{ name: 'dm_mark_uq', columns: ['uid', 'doc_id'], type: 'unique' }]
);

/** A member record a connection must look at again: what marks mean for it. */
const change = model(
  'change',
  TABLE.change,
  {
    connectionId: requiredInt,
    docId: requiredKey(36),
    version: requiredInt,
    /** When the record itself was last saved; null where only something it leads to was. */
    markedAt: ms,
  },
  [{ name: 'dm_change_uq', columns: ['connection_id', 'doc_id'], type: 'unique' }]
);

/**
 * What is to be said about one value of a two-way field of a record: `conflict` (both sides changed
 * it, and who won), `refused` (the record does not take the vendor's value) or `waiting` (it lies in
 * the draft and is not published). The last two go when they are not true any more.
 */
const valueRemark = model(
  'value-remark',
  TABLE.valueRemark,
  {
    integrationId: requiredInt,
    collection: requiredKey(191),
    docId: requiredKey(36),
    dataField: requiredKey(64),
    kind: requiredKey(10),
    /** Canonical texts of both sides when it was made; null is blank. */
    host: text,
    remote: text,
    /** Of a conflict: `strapi` or `dotmailer`. */
    winner: key(10),
    /** Of a refusal, in words. */
    reason: text,
    at: ms,
  },
  [
    {
      name: 'dm_value_remark_uq',
      columns: ['integration_id', 'doc_id', 'collection', 'data_field'],
      type: 'unique',
    },
    { name: 'dm_value_remark_kind_ix', columns: ['kind', 'at'] },
  ]
);

export const peopleModels = [
  connection,
  contact,
  ledger,
  optOut,
  listRecord,
  newcomer,
  mark,
  change,
  valueRemark,
];
