import { Button, Flex, Link } from '@strapi/design-system';
import { ArrowClockwise, ArrowLeft } from '@strapi/icons';
import { Layouts, Page } from '@strapi/strapi/admin';
import { useEffect, useState } from 'react';
import { NavLink, useParams } from 'react-router-dom';
import type { ListStatus } from '../../../../contracts/marketing-lists';
import { useDotmailerListQuery } from '../../api/lists';
import { isMoving } from '../../components/connection-states';
import { KeyPaging } from '../../components/KeyPaging';
import { Loaded } from '../../components/Loaded';
import { Notice } from '../../components/Notice';
import { HoldBanner } from '../../content-manager/list-panel/HoldBanner';
import { useLiveStatus } from '../../content-manager/list-panel/use-live-status';
import { recordView } from '../../content-manager/list-view/view-link';
import { permissions, useCan } from '../../permissions';
import { routes } from '../../routes';
import { useText } from '../../text';
import { ActionDialog, type Asked } from './ActionDialog';
import { MembersTable, type Row } from './MembersTable';
import { Toolbar } from './Toolbar';
import { useMembers } from './use-members';

/** Refused and held rows can be sent again all at once; offered while there are any. */
const useRetryAll = (listId: string) => {
  const canRetry = useCan('runs.retry');
  const { data: status } = useLiveStatus(listId, null);
  const counts = status?.connection?.counts;
  return { status, count: canRetry && counts ? counts.refused + counts.held : 0 };
};

/** What keeps the whole list waiting, above its members. */
const Notices = ({ listId, status }: { listId: string; status?: ListStatus }) => {
  const text = useText();
  const hold = status?.connection?.hold;
  if (!status?.broken && !hold) return null;
  return (
    <Flex direction="column" alignItems="stretch" gap={4} paddingBottom={4}>
      {status?.broken && (
        <Notice variant="danger" title={text('dotmailer.connection.broken')}>
          {status.broken}
        </Notice>
      )}
      {hold && <HoldBanner listId={listId} hold={hold} />}
    </Flex>
  );
};

const Members = ({ listId }: { listId: string }) => {
  const text = useText();
  const { data: list } = useDotmailerListQuery(listId);
  const { status, count: retryable } = useRetryAll(listId);
  const { members, isNarrowed, page, toNext, toPrevious } = useMembers(
    listId,
    isMoving(status?.connection?.state)
  );
  const [selected, setSelected] = useState<Row[]>([]);
  const [asked, setAsked] = useState<Asked | null>(null);
  const title = list
    ? text('dotmailer.members.titleOf', { list: list.name })
    : text('dotmailer.members.title');
  const { currentData } = members;
  useEffect(() => setSelected([]), [currentData]);

  return (
    <Page.Main>
      <Page.Title>{title}</Page.Title>
      <Layouts.Header
        title={title}
        subtitle={text('dotmailer.members.subtitle')}
        navigationAction={
          <Link tag={NavLink} to={routes.marketingList(listId)} startIcon={<ArrowLeft />}>
            {text('dotmailer.members.back')}
          </Link>
        }
        primaryAction={
          retryable > 0 ? (
            <Button
              variant="secondary"
              startIcon={<ArrowClockwise />}
              onClick={() => setAsked({ action: 'retry', members: 'all' })}
            >
              {text('dotmailer.members.retryAll', { count: retryable })}
            </Button>
          ) : null
        }
      />
      <Layouts.Action
        startActions={<Toolbar canSearch={!(currentData ?? members.data)?.emailsHidden} />}
      />
      <Layouts.Content>
        <Notices listId={listId} status={status} />
        <Loaded query={members}>
          {(data) => (
            <>
              <MembersTable
                rows={(currentData ?? data).results.map((member) => ({
                  ...member,
                  id: member.documentId,
                }))}
                isLoading={!currentData}
                selected={selected}
                onSelect={setSelected}
                onAsk={setAsked}
                emailsHidden={(currentData ?? data).emailsHidden}
                recordLink={({ documentId }) =>
                  list ? recordView(list.collection, documentId, list.recordLocale) : null
                }
                empty={{
                  content: text(
                    isNarrowed ? 'dotmailer.members.empty.filtered' : 'dotmailer.members.empty'
                  ),
                }}
              />
              <KeyPaging
                data={currentData ?? data}
                page={page}
                toNext={toNext}
                toPrevious={toPrevious}
              />
            </>
          )}
        </Loaded>
      </Layouts.Content>
      {asked && <ActionDialog listId={listId} asked={asked} onClose={() => setAsked(null)} />}
    </Page.Main>
  );
};

/** Who is in a list, in which state and why, and what an editor can do about it. */
const MembersPage = () => {
  const { id = '' } = useParams();
  return (
    <Page.Protect permissions={permissions('marketing-lists.members')}>
      <Members key={id} listId={id} />
    </Page.Protect>
  );
};

export default MembersPage;
