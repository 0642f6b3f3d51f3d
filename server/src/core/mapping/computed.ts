import type { Source, SourceType } from './mapping';

/** What a computed field may hold, in Strapi's words. */
export const COMPUTED_TYPES = ['string', 'number', 'boolean', 'date', 'datetime'] as const;

/** A record as a computed field sees it: what it needs, nested as the paths say. */
export type ComputedRecord = { [attribute: string]: unknown };

/** A value that the site's own code makes of a record, as configured under `computedFields`. */
export type ComputedField = {
  type: (typeof COMPUTED_TYPES)[number];
  /** Paths of attributes, as mappings name them. */
  needs: string[];
  /** Answers at once; what it throws is a problem of that record. */
  compute(record: ComputedRecord): unknown;
};

/** collection -> name -> field */
export type ComputedFields = Record<string, Record<string, ComputedField>>;

const PREFIX = 'computed:';

export const computedPath = (name: string): string => `${PREFIX}${name}`;

/** The name of the computed field a path means; null when it means an attribute. */
export const computedName = (path: string): string | null =>
  path.startsWith(PREFIX) ? path.slice(PREFIX.length) : null;

export const computedSource = (name: string, { type }: ComputedField): Source => ({
  path: computedPath(name),
  label: name,
  type: typeOf(type),
  own: false,
});

/** Paths of attributes that sources are read from: a computed field's are those it needs. */
export const attributePaths = (
  sources: string[],
  computed: Record<string, ComputedField> = {}
): string[] => [
  ...new Set(
    sources.flatMap((source) => {
      const name = computedName(source);
      return name === null ? [source] : (computed[name]?.needs ?? []);
    })
  ),
];

const typeOf = (type: ComputedField['type']): SourceType => (type === 'string' ? 'text' : type);
