/** What a marketing list says about whom it is for. */
export type ListDefinition = {
  /** documentId of the list; empty while the list is not saved. */
  id: string;
  /** uid of the host collection. */
  collection: string;
  /** Attribute holding the e-mail, or `relation.attribute` through a to-one relation. */
  emailField: string;
  kind: 'dynamic' | 'static' | 'manual';
  /** The stored filter, as it is: it is checked at every evaluation. */
  filter: unknown;
  /** The one locale read; null for collections without locales. */
  locale: string | null;
  /** The one version read; of no meaning for collections without draft & publish. */
  version: 'published' | 'draft' | null;
  /** When a static list's snapshot was taken; null while it never was, absent when nobody asked. */
  snapshotAt?: number | null;
};

/** The part of a definition a problem is about. */
export type DefinitionPart = 'collection' | 'emailField' | 'filter' | 'locale' | 'kind';

/** The list cannot be evaluated: nobody may be added, removed or sent. `reason` is for people. */
export class BrokenList extends Error {
  constructor(
    readonly part: DefinitionPart,
    readonly reason: string
  ) {
    super(reason);
    this.name = 'BrokenList';
  }
}
