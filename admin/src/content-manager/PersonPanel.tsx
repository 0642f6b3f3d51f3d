import type { PanelComponent } from '@strapi/content-manager/strapi-admin';
import { useEffect, useMemo } from 'react';
import { readProblem } from '../api/base';
import { useDotmailerPeopleCollectionsQuery, useDotmailerPersonQuery } from '../api/people';
import { useCan } from '../permissions';
import { useText } from '../text';
import { PersonContent } from './person-panel/PersonContent';

/**
 * Side panel of a person's stored record. There is none for other collections, nor where the viewer's
 * role may not read the record or its e-mail.
 */
export const PersonPanel: PanelComponent = ({ model, documentId, document }) => {
  const text = useText();
  const title = text('dotmailer.plugin.name');
  const canSee = useCan('activities.read');
  const { data: collections = [] } = useDotmailerPeopleCollectionsQuery(undefined, {
    skip: !canSee,
  });
  const savedAt = document?.updatedAt === undefined ? null : String(document.updatedAt);
  const locale = typeof document?.locale === 'string' ? document.locale : undefined;
  const ref = useMemo(
    () => ({ collection: model, documentId: documentId ?? '', ...(locale ? { locale } : {}) }),
    [documentId, locale, model]
  );
  const isPerson = collections.includes(model) && Boolean(documentId) && document !== undefined;
  const { error, refetch, isUninitialized } = useDotmailerPersonQuery(ref, {
    skip: !isPerson,
    refetchOnMountOrArgChange: true,
  });
  const isHidden = !isPerson || (error !== undefined && readProblem(error).status === 404);
  useEffect(() => {
    if (savedAt && !isUninitialized) void refetch();
  }, [isUninitialized, refetch, savedAt]);
  // Strapi compares descriptions deeply: the same element while nothing it shows has changed.
  return useMemo(() => {
    if (isHidden) return null;
    return { title, content: <PersonContent personRef={ref} /> };
  }, [isHidden, ref, title]);
};
