/** Which fields of a collection fill which data fields of an account. */
export const mapping = {
  kind: 'collectionType',
  collectionName: 'dotmailer_mappings',
  info: {
    singularName: 'mapping',
    pluralName: 'mappings',
    displayName: 'Dotmailer mapping',
  },
  options: { draftAndPublish: false },
  pluginOptions: {
    'content-manager': { visible: false },
    'content-type-builder': { visible: false },
  },
  attributes: {
    integrationId: { type: 'integer', required: true },
    /** uid of the host collection. */
    collection: { type: 'string', required: true },
    /** Of several collections that feed one contact the higher wins. */
    syncPriority: { type: 'integer', required: true, default: 0 },
    /** [{ dataField, sources: [path], twoWay, policy }] */
    rows: { type: 'json' },
    /** Somebody deleted it: the row stays, so that the default mapping is not made again. */
    deletedAt: { type: 'datetime' },
  },
  indexes: [{ name: 'dm_mapping_uq', columns: ['integration_id', 'collection'], type: 'unique' }],
};
