import { Button, Field, Modal, TextInput } from '@strapi/design-system';
import { useState, type FormEvent } from 'react';
import type { MarketingCampaign } from '../../../../contracts/marketing-campaigns';
import { useDotmailerRenameMarketingCampaignMutation } from '../../api/marketing-campaigns';
import { useFeedback } from '../../components/feedback';
import { useReturnFocus } from '../../components/return-focus';
import { useText } from '../../text';
import { NAME_LENGTH } from './name-length';

type Props = { group: Pick<MarketingCampaign, 'id' | 'name'>; onClose: () => void };

/** Another name for a marketing campaign; those of its campaigns are the vendor's and stay. */
export const RenameDialog = ({ group, onClose }: Props) => {
  const text = useText();
  const returnFocus = useReturnFocus();
  const { succeeded, failed } = useFeedback();
  const [rename, { isLoading }] = useDotmailerRenameMarketingCampaignMutation();
  const [name, setName] = useState(group.name);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const answer = await rename({ id: group.id, name: name.trim() });
    if ('error' in answer) return failed(answer.error);
    succeeded(text('dotmailer.marketing.renamed', { name: name.trim() }));
    onClose();
  };

  return (
    <Modal.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Modal.Content onCloseAutoFocus={returnFocus}>
        <Modal.Header closeLabel={text('dotmailer.content-manager.close')}>
          <Modal.Title>{text('dotmailer.marketing.rename.title')}</Modal.Title>
        </Modal.Header>
        <form onSubmit={submit} noValidate>
          <Modal.Body>
            <Field.Root name="name" required hint={text('dotmailer.marketing.rename.hint')}>
              <Field.Label>{text('dotmailer.marketing.column.name')}</Field.Label>
              <TextInput
                value={name}
                maxLength={NAME_LENGTH}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <Field.Hint />
            </Field.Root>
          </Modal.Body>
          <Modal.Footer>
            <Button type="button" variant="tertiary" onClick={onClose}>
              {text('dotmailer.action.cancel')}
            </Button>
            <Button type="submit" loading={isLoading} disabled={!name.trim()}>
              {text('dotmailer.action.save')}
            </Button>
          </Modal.Footer>
        </form>
      </Modal.Content>
    </Modal.Root>
  );
};
