/** A contact list of the account, as last read from the vendor. */
export const addressBook = {
  kind: 'collectionType',
  collectionName: 'dotmailer_address_books',
  info: {
    singularName: 'address-book',
    pluralName: 'address-books',
    displayName: 'Dotmailer address book',
  },
  options: { draftAndPublish: false },
  pluginOptions: {
    'content-manager': { visible: false },
    'content-type-builder': { visible: false },
  },
  attributes: {
    integrationId: { type: 'integer', required: true },
    remoteId: { type: 'integer', required: true },
    name: { type: 'string', required: true },
    /** The vendor's word; unknown words are kept as they are. */
    visibility: { type: 'string' },
    contactCount: { type: 'integer', default: 0 },
    /** Set when a complete listing no longer had the book; cleared when it is back. */
    vanishedAt: { type: 'datetime' },
  },
  indexes: [
    { name: 'dm_book_remote_uq', columns: ['integration_id', 'remote_id'], type: 'unique' },
  ],
};
