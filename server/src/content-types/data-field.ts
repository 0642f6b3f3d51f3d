/** A custom field of the account's contacts, as last read from the vendor. */
export const dataField = {
  kind: 'collectionType',
  collectionName: 'dotmailer_data_fields',
  info: {
    singularName: 'data-field',
    pluralName: 'data-fields',
    displayName: 'Dotmailer data field',
  },
  options: { draftAndPublish: false },
  pluginOptions: {
    'content-manager': { visible: false },
    'content-type-builder': { visible: false },
  },
  attributes: {
    integrationId: { type: 'integer', required: true },
    /** In upper case. With the integration it is the identity: the vendor gives fields no id. */
    name: { type: 'string', required: true },
    /** The vendor's words; unknown ones are kept as they are. */
    type: { type: 'string', required: true },
    visibility: { type: 'string' },
    /** As text: a number's digits, `true` or `false`, the vendor's date. */
    defaultValue: { type: 'text' },
    /** Written here and never sent. */
    notes: { type: 'text' },
    /** Set when a complete listing no longer had the field; cleared when it is back. */
    vanishedAt: { type: 'datetime' },
  },
  indexes: [{ name: 'dm_field_name_uq', columns: ['integration_id', 'name'], type: 'unique' }],
};
