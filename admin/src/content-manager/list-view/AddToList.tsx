import { ListPlus } from '@strapi/icons';
import type { BulkActionComponent } from '@strapi/content-manager/strapi-admin';
import { useMemo } from 'react';
import { useText } from '../../text';
import { AddToListForm } from './AddToListForm';
import { useHostCollection, useListRights } from './permissions';

/** Bulk action of a collection's list view: hand-picks the selected records into a manual list. */
export const AddToList: BulkActionComponent = ({ documents, model }) => {
  const text = useText();
  const { canUpdate, canRead } = useListRights();
  const collection = useHostCollection(model, canUpdate && canRead);
  // One and the same component while the selection stays: Strapi compares descriptions deeply.
  const content = useMemo(
    () =>
      function Content({ onClose }: { onClose: () => void }) {
        if (!collection) return null;
        const documentIds = documents.map(({ documentId }) => documentId);
        return (
          <AddToListForm collection={collection} documentIds={documentIds} onClose={onClose} />
        );
      },
    [collection, documents]
  );
  const title = text('dotmailer.content-manager.addToList');
  return useMemo(() => {
    if (!collection) return null;
    return {
      label: title,
      icon: <ListPlus />,
      variant: 'secondary' as const,
      dialog: { type: 'modal' as const, title, content },
    };
  }, [collection, content, title]);
};
