import { Button, Flex, Link, Typography } from '@strapi/design-system';
import { useState } from 'react';
import { useIntl } from 'react-intl';
import { NavLink } from 'react-router-dom';
import type { CountedPeople, NewRecords as Status } from '../../../../contracts/marketing-lists';
import { useDotmailerCreateOlderMutation } from '../../api/connection';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { useFeedback } from '../../components/feedback';
import { Notice } from '../../components/Notice';
import { Words } from '../../components/Words';
import { useCan } from '../../permissions';
import { routes } from '../../routes';
import { useText } from '../../text';
import { useListCollection } from '../custom-fields/input';
import type { Connection } from './ConnectionBlock';

/** A number of people for a text: `count` chooses its form, `people` is what is read. */
const usePeople = () => {
  const { formatNumber } = useIntl();
  return ({ count, more }: CountedPeople) => ({
    count,
    people: `${formatNumber(count)}${more ? '+' : ''}`,
  });
};

/** Required fields that no two-way row fills, and the way to the mapping. */
const Missing = ({ status: { missing, mappingId, waiting } }: { status: Status }) => {
  const text = useText();
  const { formatList } = useIntl();
  const people = usePeople();
  const canSeeMappings = useCan('mappings.read');
  return (
    <Notice
      variant="warning"
      title={text('dotmailer.newRecords.missing.title', people(waiting))}
      action={
        canSeeMappings ? (
          <Link
            tag={NavLink}
            to={mappingId === null ? routes.newMapping : routes.mapping(mappingId)}
          >
            {text('dotmailer.newRecords.missing.mapping')}
          </Link>
        ) : null
      }
    >
      {text('dotmailer.newRecords.missing.body', {
        count: missing.length,
        fields: formatList(missing.map(({ label }) => `“${label}”`)),
      })}
    </Notice>
  );
};

/** Whom the rules of the collection do not take, and why. */
const Refused = ({ refused }: { refused: Status['refused'] }) => {
  const text = useText();
  const people = usePeople();
  const title = text('dotmailer.newRecords.refused.title', people(refused));
  if (refused.hidden)
    return (
      <Notice variant="warning" title={title}>
        {text('dotmailer.connection.hold.hidden')}
      </Notice>
    );
  const others = refused.count - refused.sample.length;
  return (
    <Notice
      variant="warning"
      title={title}
      action={
        <Flex tag="ul" direction="column" alignItems="stretch" gap={2} width="100%">
          {refused.sample.map(({ email, label, reason }) => (
            <Flex key={email} tag="li" direction="column" alignItems="flex-start">
              <Words textColor="neutral800">{email}</Words>
              <Words textColor="neutral600">
                {label === null
                  ? reason
                  : text('dotmailer.newRecords.refused.reason', { field: label, reason })}
              </Words>
            </Flex>
          ))}
          {others > 0 && (
            <Typography tag="li" textColor="neutral600">
              {text('dotmailer.connection.hold.others', { count: others })}
            </Typography>
          )}
        </Flex>
      }
    >
      {text('dotmailer.newRecords.refused.body')}
    </Notice>
  );
};

type OlderProps = { listId: string; older: CountedPeople; book: string };

const OlderDialog = ({ listId, older, book, onClose }: OlderProps & { onClose: () => void }) => {
  const text = useText();
  const people = usePeople();
  const { collection } = useListCollection();
  const { succeeded, failed } = useFeedback();
  const [create, { isLoading }] = useDotmailerCreateOlderMutation();

  const confirm = async () => {
    const answer = await create(listId);
    if ('error' in answer) return failed(answer.error);
    succeeded(text('dotmailer.newRecords.older.queued'));
    onClose();
  };

  return (
    <ConfirmDialog
      title={text('dotmailer.newRecords.older.action', people(older))}
      label={text('dotmailer.newRecords.older.confirm')}
      isDanger={false}
      isRunning={isLoading}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Words tag="p">
        {text('dotmailer.newRecords.older.effect', {
          ...people(older),
          book,
          collection: collection?.displayName ?? '',
        })}
      </Words>
      <Typography tag="p">{text('dotmailer.newRecords.older.without')}</Typography>
    </ConfirmDialog>
  );
};

/** People who were in the book before the option was switched on: created only when asked for. */
const Older = (props: OlderProps) => {
  const text = useText();
  const people = usePeople();
  const canConnect = useCan('marketing-lists.connect');
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Notice
        variant="info"
        title={text('dotmailer.newRecords.older.title', people(props.older))}
        action={
          canConnect ? (
            <Button type="button" size="S" variant="secondary" onClick={() => setIsOpen(true)}>
              {text('dotmailer.newRecords.older.action', people(props.older))}
            </Button>
          ) : null
        }
      >
        {text('dotmailer.newRecords.older.body')}
      </Notice>
      {isOpen && <OlderDialog {...props} onClose={() => setIsOpen(false)} />}
    </>
  );
};

/** What the creation of new records waits for; nothing while it is off, or goes on by itself. */
export const NewRecords = ({ listId, connection }: { listId: string; connection: Connection }) => {
  const { newRecords: status, addressBookName: book } = connection;
  if (!status) return null;
  const { missing, older, refused } = status;
  return (
    <>
      {missing.length > 0 && <Missing status={status} />}
      {refused.count > 0 && <Refused refused={refused} />}
      {missing.length === 0 && older.count > 0 && (
        <Older listId={listId} older={older} book={book} />
      )}
    </>
  );
};
