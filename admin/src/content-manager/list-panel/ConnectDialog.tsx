import { Button, Flex, Modal } from '@strapi/design-system';
import { useState } from 'react';
import type { ConnectableIntegrations, ConnectList } from '../../../../contracts/marketing-lists';
import {
  useDotmailerChangeConnectionMutation,
  useDotmailerConnectableIntegrationsQuery,
  useDotmailerConnectMutation,
} from '../../api/connection';
import { useFeedback } from '../../components/feedback';
import { Loaded } from '../../components/Loaded';
import { Notice } from '../../components/Notice';
import { useProblemText } from '../../components/problem-text';
import { useText } from '../../text';
import { bookOf, ConnectFields, type Choice } from './ConnectFields';
import type { Connection } from './ConnectionBlock';

type Props = {
  listId: string;
  /** Present when the settings of a connected list are changed. */
  connection?: Connection;
  onClose: () => void;
};

const useSave = ({ listId, connection, onClose }: Props) => {
  const text = useText();
  const { succeeded } = useFeedback();
  const [connect, connecting] = useDotmailerConnectMutation();
  const [change, changing] = useDotmailerChangeConnectionMutation();

  const save = async (settings: ConnectList) => {
    const request = { listId, ...settings };
    const answer = connection ? await change(request) : await connect(request);
    if ('error' in answer) return;
    succeeded(text(connection ? 'dotmailer.connection.saved' : 'dotmailer.connection.connected'));
    onClose();
  };

  return {
    save,
    isSaving: connecting.isLoading || changing.isLoading,
    error: connecting.error ?? changing.error,
  };
};

const Body = (props: Props & { integrations: ConnectableIntegrations }) => {
  const { listId, connection, integrations } = props;
  const text = useText();
  const problemText = useProblemText();
  const { save, isSaving, error } = useSave(props);
  const [only, ...others] = integrations;
  const [choice, setChoice] = useState<Choice>({
    integrationId: connection?.integrationId ?? (only && !others.length ? only.id : null),
    book: connection ? bookOf(connection) : null,
    createRecords: connection?.createRecords ?? false,
  });
  const { integrationId, book, createRecords } = choice;

  return (
    <>
      <Modal.Body>
        <Flex direction="column" alignItems="stretch" gap={4}>
          {integrations.length === 0 && !connection ? (
            <Notice variant="info" title={text('dotmailer.connection.noIntegration')} />
          ) : (
            <ConnectFields
              listId={listId}
              connection={connection}
              integrations={integrations}
              choice={choice}
              onChange={setChoice}
            />
          )}
          {error !== undefined && (
            <Notice variant="danger" title={text('dotmailer.connection.notSaved')}>
              {problemText(error)}
            </Notice>
          )}
        </Flex>
      </Modal.Body>
      <Modal.Footer>
        <Modal.Close>
          <Button type="button" variant="tertiary">
            {text('dotmailer.action.cancel')}
          </Button>
        </Modal.Close>
        <Button
          type="button"
          loading={isSaving}
          disabled={!integrationId || !book}
          onClick={() => {
            if (!integrationId || !book) return;
            void save({ integrationId, addressBookId: book.id, createRecords });
          }}
        >
          {connection ? text('dotmailer.action.save') : text('dotmailer.connection.connect.action')}
        </Button>
      </Modal.Footer>
    </>
  );
};

/**
 * Connects a list, or changes its connection. No `<form>`: the dialog stands inside the edit
 * view's form in React's tree, and its submit event would reach that one.
 */
export const ConnectDialog = (props: Props) => {
  const text = useText();
  const integrations = useDotmailerConnectableIntegrationsQuery(undefined, {
    refetchOnMountOrArgChange: true,
  });
  return (
    <Modal.Root open onOpenChange={(open) => (open ? undefined : props.onClose())}>
      <Modal.Content>
        <Modal.Header closeLabel={text('dotmailer.content-manager.close')}>
          <Modal.Title>
            {text(
              props.connection ? 'dotmailer.connection.settings' : 'dotmailer.connection.connect'
            )}
          </Modal.Title>
        </Modal.Header>
        <Loaded query={integrations}>{(all) => <Body {...props} integrations={all} />}</Loaded>
      </Modal.Content>
    </Modal.Root>
  );
};
