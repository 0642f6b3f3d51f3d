import type { HostAttribute } from '../core/mapping/read-back';
import type { Db } from './db';
import { attributesOf, hasVersions, isLocalised, labelOf, modelOf } from './list-query/models';
import { refusalOf, wordsOf } from './refusal';

/** The row of a document that a list reads; the locale is of no meaning where there are none. */
export type HostRecord = {
  collection: string;
  docId: string;
  locale: string | null;
  version: 'published' | 'draft';
};

/** Attribute -> value, as Strapi takes it. */
type HostData = Record<string, string | number | boolean | null>;

/**
 * What became of a write: `written`; `draft`: the published version has it only when an editor
 * publishes the draft, which had other changes before; `gone`: there is no such record; refused by the
 * collection's rules, the site's code or the database; or failed for a reason that may pass.
 */
export type HostWrite = 'written' | 'draft' | 'gone' | { refused: string } | { failed: string };

type Row = { id: number; updatedAt: string | Date | null; publishedAt: unknown };
type Documents = { update(params: Record<string, unknown>): Promise<unknown> };
type Validator = {
  validateEntityUpdate(
    model: unknown,
    data: HostData,
    options: { isDraft: boolean; locale: string | null },
    entity: Row
  ): Promise<unknown>;
};

const timeOf = ({ updatedAt }: Row): number => (updatedAt ? new Date(updatedAt).getTime() : 0);

/** Writes values that come back from the vendor into records of the site, by the site's own rules. */
export const createHostValues = (db: Db) => {
  const { strapi } = db;

  const rowsOf = async ({ collection, docId, locale }: HostRecord): Promise<Row[]> => {
    const model = modelOf(strapi, collection);
    const where = {
      documentId: docId,
      ...(model && isLocalised(model) ? { locale } : {}),
    };
    const select = ['id', 'updatedAt', 'publishedAt'];
    return (await strapi.db.query(collection).findMany({ where, select })) as Row[];
  };

  /** @throws ValidationError when the published version of a record would not take these values. */
  const validate = async (record: HostRecord, data: HostData, row: Row): Promise<void> => {
    const validator = strapi.entityValidator as unknown as Validator;
    const options = { isDraft: false, locale: record.locale };
    const model = strapi.getModel(record.collection as never);
    await validator.validateEntityUpdate(model, data, options, row);
  };

  return {
    /** Whether records of a collection have a draft beside what is published. */
    hasDrafts: (collection: string): boolean => {
      const model = modelOf(strapi, collection);
      return model !== null && hasVersions(model);
    },

    /** An attribute that a two-way row writes to; null when it is gone. */
    attribute: (collection: string, name: string): HostAttribute | null => {
      const model = modelOf(strapi, collection);
      const found = model && attributesOf(model).get(name);
      if (!found) return null;
      return {
        label: labelOf(name),
        type: found.type,
        ...(found.enum ? { values: found.enum } : {}),
      };
    },

    /**
     * Writes values through the Document Service, by the rules of the published version even where
     * only a draft is written. A record is published again when it was and its draft had no other
     * change; Strapi calls a draft changed that was saved after it was published.
     */
    write: async (record: HostRecord, data: HostData): Promise<HostWrite> => {
      const model = modelOf(strapi, record.collection);
      const rows = model ? await rowsOf(record) : [];
      const draft = rows.find((row) => row.publishedAt === null);
      const published = rows.find((row) => row.publishedAt !== null);
      const row = published ?? draft;
      if (!model || !row) return 'gone';
      const clean = !draft || !published || timeOf(draft) <= timeOf(published);
      const publish = hasVersions(model) && published !== undefined && clean;
      try {
        await validate(record, data, row);
        const documents = strapi.documents(record.collection as never) as unknown as Documents;
        await documents.update({
          documentId: record.docId,
          data,
          ...(isLocalised(model) ? { locale: record.locale } : {}),
          ...(publish ? { status: 'published' } : {}),
        });
      } catch (error) {
        const refusal = refusalOf(error);
        return refusal ? { refused: refusal.reason.slice(0, 500) } : { failed: wordsOf(error) };
      }
      return clean || record.version === 'draft' ? 'written' : 'draft';
    },
  };
};
