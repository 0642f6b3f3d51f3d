import { Box, Button, Flex, Typography } from '@strapi/design-system';
import { ArrowClockwise } from '@strapi/icons';
import { useForm } from '@strapi/strapi/admin';
import { useDotmailerListStatusQuery } from '../../api/connection';
import { useDotmailerSnapshotMutation } from '../../api/lists';
import { useFeedback } from '../../components/feedback';
import { RelativeDate } from '../../components/RelativeDate';
import { useText } from '../../text';
import { useListId } from './input';

/** A static list keeps the people of the day its snapshot was taken; taken anew on demand. */
export const Snapshot = () => {
  const text = useText();
  const { succeeded, failed } = useFeedback();
  const listId = useListId();
  const isModified = useForm('dotmailer.snapshot', (form) => form.modified, false) ?? false;
  const { data: status } = useDotmailerListStatusQuery(listId ?? '', { skip: !listId });
  const [takeSnapshot, { isLoading }] = useDotmailerSnapshotMutation();

  const refresh = async () => {
    if (!listId) return;
    try {
      await takeSnapshot(listId).unwrap();
      succeeded(text('dotmailer.content-manager.snapshot.taken'));
    } catch (error) {
      failed(error);
    }
  };

  return (
    <Box padding={3} background="neutral100" hasRadius>
      <Flex direction="column" alignItems="flex-start" gap={2}>
        <Typography textColor="neutral600">
          {text('dotmailer.content-manager.snapshot.hint')}
        </Typography>
        {listId && (
          <Flex gap={3} wrap="wrap">
            <Flex gap={1}>
              <Typography>{text('dotmailer.content-manager.snapshot.last')}</Typography>
              <RelativeDate value={status?.snapshotAt ?? null} />
            </Flex>
            <Button
              type="button"
              size="S"
              variant="secondary"
              startIcon={<ArrowClockwise />}
              disabled={isModified}
              loading={isLoading}
              onClick={refresh}
            >
              {text('dotmailer.content-manager.snapshot.refresh')}
            </Button>
          </Flex>
        )}
        {listId && isModified && (
          <Typography variant="pi" textColor="neutral600">
            {text('dotmailer.content-manager.saveFirst')}
          </Typography>
        )}
      </Flex>
    </Box>
  );
};
