import type { PanelComponent } from '@strapi/content-manager/strapi-admin';
import { useMemo } from 'react';
import { MARKETING_LIST } from '../plugin-id';
import { useText } from '../text';
import { PanelContent } from './list-panel/PanelContent';

/** Side panel of a marketing list: connect it, or see how its connection is doing. */
export const ListPanel: PanelComponent = ({ model, documentId, document }) => {
  const text = useText();
  const title = text('dotmailer.plugin.name');
  const savedAt = document?.updatedAt === undefined ? null : String(document.updatedAt);
  // Strapi compares descriptions deeply: the same element while nothing it shows has changed.
  return useMemo(() => {
    if (model !== MARKETING_LIST) return null;
    const content = <PanelContent listId={documentId ?? null} savedAt={savedAt} />;
    return { title, content };
  }, [documentId, model, savedAt, title]);
};
