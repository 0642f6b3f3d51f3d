/** A named audience over one collection of the site. Edited in the Content Manager. */
export const marketingList = {
  kind: 'collectionType',
  collectionName: 'dotmailer_marketing_lists',
  info: {
    singularName: 'marketing-list',
    pluralName: 'marketing-lists',
    displayName: 'Marketing list',
    description: 'An audience made of a collection that has an e-mail',
  },
  options: { draftAndPublish: false },
  pluginOptions: {
    'content-manager': { visible: true },
    'content-type-builder': { visible: false },
  },
  attributes: {
    name: { type: 'string', required: true, maxLength: 128 },
    description: { type: 'text' },
    /** uid of the host collection. */
    collection: {
      type: 'customField',
      customField: 'plugin::dotmailer.collection',
      required: true,
    },
    /** Attribute holding the e-mail, or `relation.attribute` through a to-one relation. */
    emailField: {
      type: 'customField',
      customField: 'plugin::dotmailer.email-field',
      required: true,
    },
    /**
     * The one locale the list reads; empty for collections without locales. Not called `locale`:
     * i18n overwrites an attribute of that name on every content type with a hidden one.
     */
    recordLocale: { type: 'customField', customField: 'plugin::dotmailer.record-locale' },
    /** Which version of a draft & publish collection the list reads. */
    version: {
      type: 'customField',
      customField: 'plugin::dotmailer.record-version',
      enum: ['published', 'draft'],
      default: 'published',
    },
    kind: {
      type: 'enumeration',
      enum: ['dynamic', 'static', 'manual'],
      required: true,
      default: 'dynamic',
    },
    /** `{ version: 1, where: <Strapi filter> | 'all', activity: [<conditions>] }`; only dynamic and static lists have one. */
    filter: { type: 'customField', customField: 'plugin::dotmailer.filter' },
    /** Why nobody is added, removed or sent; empty while the filter can be evaluated. */
    brokenReason: { type: 'text', configurable: false, visible: false },
    /** When a static list's snapshot was last taken. */
    snapshotAt: { type: 'datetime', configurable: false, visible: false },
  },
};
