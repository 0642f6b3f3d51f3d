import { Button, Modal } from '@strapi/design-system';
import { ListPlus } from '@strapi/icons';
import { useQueryParams } from '@strapi/strapi/admin';
import { useState } from 'react';
import { useParams } from 'react-router-dom';
import { useText } from '../../text';
import { CreateFromViewForm } from './CreateFromViewForm';
import { useHostCollection, useListRights } from './permissions';
import { viewFilters, type ViewQuery } from './view-filters';

/** Button of a collection's list view: a marketing list of exactly the people shown. */
export const CreateFromView = () => {
  const text = useText();
  const { slug } = useParams();
  const { canCreate, canRead } = useListRights();
  const collection = useHostCollection(slug, canCreate && canRead);
  const [{ query }] = useQueryParams<ViewQuery>();
  const [isOpen, setIsOpen] = useState(false);
  if (!collection) return null;
  return (
    <Modal.Root open={isOpen} onOpenChange={setIsOpen}>
      <Modal.Trigger>
        <Button variant="tertiary" size="S" startIcon={<ListPlus />}>
          {text('dotmailer.content-manager.createFromView')}
        </Button>
      </Modal.Trigger>
      <Modal.Content>
        <Modal.Header closeLabel={text('dotmailer.content-manager.close')}>
          <Modal.Title>{text('dotmailer.content-manager.createFromView')}</Modal.Title>
        </Modal.Header>
        <CreateFromViewForm collection={collection} view={viewFilters(query)} />
      </Modal.Content>
    </Modal.Root>
  );
};
