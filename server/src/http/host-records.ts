import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { chunks } from '../core/chunks';

type Query = { filters: Record<string, unknown>; populate?: Record<string, unknown> };
type HostRecord = { documentId: string } & Record<string, unknown>;

/** Of the Content Manager's permission checker, what is used here. */
type PermissionChecker = {
  cannot: { read(entity?: null, field?: string): boolean };
  sanitizedQuery: { read(query: Query): Promise<Query> };
  sanitizeOutput(record: HostRecord): Promise<HostRecord>;
};
type CheckerService = {
  create(options: { userAbility: unknown; model: string }): PermissionChecker;
};
type ConfigurationService = {
  findConfiguration(model: unknown): Promise<{ settings?: { mainField?: string } }>;
};

/** Which rows of the host collection a list reads. */
type ListedVersion = {
  collection: string;
  locale: string | null;
  version: 'published' | 'draft' | null;
};

/**
 * Host records as one admin user may see them in the Content Manager: their role's fields and
 * conditions apply, whatever a marketing list finds.
 */
export const hostRecords = (
  strapi: Core.Strapi,
  userAbility: unknown,
  { collection, locale, version }: ListedVersion
) => {
  const contentManager = strapi.plugin('content-manager');
  const checkers = contentManager.service('permission-checker') as unknown as CheckerService;
  const known = Object.hasOwn(strapi.contentTypes, collection);
  const checker = known ? checkers.create({ userAbility, model: collection }) : null;
  const mayRead = checker !== null && !checker.cannot.read();

  const findWhere = async (
    filters: Query['filters'],
    populate: Query['populate'],
    limit: number
  ): Promise<HostRecord[]> => {
    if (!checker || !mayRead) return [];
    const query = await checker.sanitizedQuery.read({ filters, ...(populate ? { populate } : {}) });
    const documents = strapi.documents(collection as never) as unknown as {
      findMany(params: Record<string, unknown>): Promise<HostRecord[]>;
    };
    const records = await documents.findMany({
      ...query,
      ...(locale ? { locale } : {}),
      status: version ?? 'published',
      limit,
    });
    return Promise.all(records.map((record) => checker.sanitizeOutput(record)));
  };

  const find = (documentIds: string[], populate: Query['populate']): Promise<HostRecord[]> =>
    documentIds.length === 0
      ? Promise.resolve([])
      : findWhere({ documentId: { $in: documentIds } }, populate, documentIds.length);

  const mainField = async (): Promise<string> => {
    const configurations = contentManager.service(
      'content-types'
    ) as unknown as ConfigurationService;
    const model = strapi.contentTypes[collection as never];
    const { settings } = await configurations.findConfiguration(model);
    return settings?.mainField ?? 'documentId';
  };

  return {
    /** Of these records, those the user may read. @throws ForbiddenError when they may read none at all. */
    readable: async (documentIds: string[]): Promise<string[]> => {
      if (!mayRead) throw new errors.ForbiddenError('You may not read this collection');
      const found: string[] = [];
      for (const part of chunks(documentIds, 500)) {
        found.push(...(await find(part, undefined)).map(({ documentId }) => documentId));
      }
      return found;
    },

    /** Name of one record, or of the first one; null when there is none the user may read. */
    one: async (
      documentId: string | null
    ): Promise<{ documentId: string; label: string } | null> => {
      const [record] = await findWhere(documentId === null ? {} : { documentId }, undefined, 1);
      if (!record) return null;
      const label = textAt(record, await mainField()) ?? record.documentId;
      return { documentId: record.documentId, label };
    },

    /** Names and e-mails of these records, in their order; none when the user may not read them. */
    show: async (documentIds: string[], emailField: string) => {
      if (!mayRead) return [];
      const [field = '', behind] = emailField.split('.');
      // Whole, not by `fields`: Strapi's sanitising makes those unreadable for itself.
      const populate = behind ? { [field]: true } : undefined;
      const records = new Map(
        (await find(documentIds, populate)).map((record) => [record.documentId, record])
      );
      const label = await mainField();
      return documentIds.flatMap((documentId) => {
        const record = records.get(documentId);
        if (!record) return [];
        return [
          {
            documentId,
            label: textAt(record, label) ?? documentId,
            email: textAt(record, field, behind),
          },
        ];
      });
    },
  };
};

const textAt = (record: HostRecord, field: string, behind?: string): string | null => {
  const value = record[field];
  const found = behind ? (value as Record<string, unknown> | null | undefined)?.[behind] : value;
  return typeof found === 'string' || typeof found === 'number' ? String(found) : null;
};
