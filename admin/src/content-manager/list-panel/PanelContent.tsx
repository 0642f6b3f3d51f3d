import { Button, Flex, Link, Loader, Typography } from '@strapi/design-system';
import { ArrowClockwise, Link as LinkIcon } from '@strapi/icons';
import { useState } from 'react';
import { NavLink } from 'react-router-dom';
import type { HostCollection, ListStatus } from '../../../../contracts/marketing-lists';
import { readProblem } from '../../api/base';
import { Notice } from '../../components/Notice';
import { useProblemText } from '../../components/problem-text';
import { useCan } from '../../permissions';
import { routes } from '../../routes';
import { useText } from '../../text';
import { useListCollection, useListValues } from '../custom-fields/input';
import { activityOf, readStored } from '../filter/stored';
import { collectionView, viewOf } from '../list-view/view-link';
import { ConnectDialog } from './ConnectDialog';
import { ConnectionBlock } from './ConnectionBlock';
import { Engagement } from './Engagement';
import { useLiveStatus } from './use-live-status';

type Props = {
  listId: string | null;
  /** Changes with every save, after which the status is asked for again. */
  savedAt: string | null;
};

const Connect = ({ listId, status }: { listId: string; status: ListStatus }) => {
  const text = useText();
  const canConnect = useCan('marketing-lists.connect');
  const [isOpen, setIsOpen] = useState(false);
  if (!status.connectable) {
    return (
      <Notice variant="info" title={text('dotmailer.connection.notConnectable')}>
        {status.reason}
      </Notice>
    );
  }
  return (
    <>
      <Typography textColor="neutral600">{text('dotmailer.connection.notConnected')}</Typography>
      {canConnect && (
        <Button type="button" fullWidth startIcon={<LinkIcon />} onClick={() => setIsOpen(true)}>
          {text('dotmailer.connection.connect')}
        </Button>
      )}
      {isOpen && <ConnectDialog listId={listId} onClose={() => setIsOpen(false)} />}
    </>
  );
};

/** The way to these people in the collection's own list view, or to the collection at least. */
const ViewLink = ({ collection }: { collection: HostCollection }) => {
  const text = useText();
  const { filter, recordLocale, kind, version } = useListValues();
  const name = collection.displayName;
  if (kind !== 'dynamic') {
    return (
      <Link tag={NavLink} to={collectionView(collection.uid)}>
        {text('dotmailer.connection.collection', { collection: name })}
      </Link>
    );
  }
  const stored = readStored(filter);
  if (activityOf(stored).length > 0) {
    return (
      <Typography variant="pi" textColor="neutral600">
        {text('dotmailer.connection.noViewOfActivity', { collection: name })}
      </Typography>
    );
  }
  const published = collection.draftAndPublish && version !== 'draft';
  const view = viewOf({
    collection: collection.uid,
    published,
    filter: stored,
    recordLocale: collection.locales ? (recordLocale ?? null) : null,
  });
  if (!view) {
    return (
      <Typography variant="pi" textColor="neutral600">
        {text('dotmailer.connection.noView', { collection: name })}
      </Typography>
    );
  }
  return (
    <Link tag={NavLink} to={view}>
      {published
        ? text('dotmailer.connection.viewOfDrafts', { collection: name })
        : text('dotmailer.connection.view', { collection: name })}
    </Link>
  );
};

/** The people of the list, on their members page and in the collection. */
const Links = ({ listId }: { listId: string }) => {
  const text = useText();
  const canSeeMembers = useCan('marketing-lists.members');
  const { collection } = useListCollection();
  return (
    <Flex direction="column" alignItems="flex-start" gap={2}>
      {canSeeMembers && (
        <Link tag={NavLink} to={routes.members(listId)}>
          {text('dotmailer.connection.members')}
        </Link>
      )}
      {collection && <ViewLink collection={collection} />}
    </Flex>
  );
};

const Status = ({ listId, savedAt }: { listId: string; savedAt: string | null }) => {
  const text = useText();
  const problemText = useProblemText();
  const { data: status, error, refetch } = useLiveStatus(listId, savedAt);
  if (!status && error) {
    return (
      <>
        <Typography textColor="danger600">{problemText(error)}</Typography>
        {readProblem(error).status !== 403 && (
          <Button
            type="button"
            size="S"
            variant="secondary"
            startIcon={<ArrowClockwise />}
            onClick={() => void refetch()}
          >
            {text('dotmailer.action.retry')}
          </Button>
        )}
      </>
    );
  }
  if (!status) return <Loader small>{text('dotmailer.connection.loading')}</Loader>;
  return (
    <>
      {status.broken && (
        <Notice variant="danger" title={text('dotmailer.connection.broken')}>
          {status.broken}
        </Notice>
      )}
      {status.connection ? (
        <ConnectionBlock listId={listId} connection={status.connection} />
      ) : (
        <Connect listId={listId} status={status} />
      )}
    </>
  );
};

/** What the panel shows; a list that is not saved yet has nothing to connect. */
export const PanelContent = ({ listId, savedAt }: Props) => {
  const text = useText();
  if (!listId) {
    return <Typography textColor="neutral600">{text('dotmailer.connection.saveFirst')}</Typography>;
  }
  return (
    <Flex direction="column" alignItems="stretch" gap={3} width="100%" minWidth={0}>
      <Status listId={listId} savedAt={savedAt} />
      <Links listId={listId} />
      <Engagement listId={listId} />
    </Flex>
  );
};
