import { Box, Flex, Loader, Typography } from '@strapi/design-system';
import { useDebounce } from '@strapi/strapi/admin';
import { useIntl } from 'react-intl';
import type { ListPreview, PreviewList, StoredFilter } from '../../../../contracts/marketing-lists';
import { useDotmailerPreviewQuery } from '../../api/lists';
import { useProblemText } from '../../components/problem-text';
import { useText, type TextKey } from '../../text';
import { EMPTY_REQUEST, usePreviewRequest } from './preview-request';

const WAIT = 600;

const COUNTS: { key: Exclude<keyof ListPreview, 'broken' | 'first' | 'more'>; label: TextKey }[] = [
  { key: 'matching', label: 'dotmailer.filter.preview.matching' },
  { key: 'withoutEmail', label: 'dotmailer.filter.preview.withoutEmail' },
  { key: 'duplicates', label: 'dotmailer.filter.preview.duplicates' },
  { key: 'optedOut', label: 'dotmailer.filter.preview.optedOut' },
  { key: 'removed', label: 'dotmailer.filter.preview.removed' },
];

/** How many people a list has, and who is left out. */
export const PreviewCounts = ({ preview }: { preview: ListPreview }) => {
  const text = useText();
  const { formatNumber } = useIntl();
  return (
    <Flex tag="dl" gap={6} wrap="wrap" alignItems="flex-start">
      {COUNTS.map(({ key, label }) => (
        <Flex key={key} direction="column-reverse" alignItems="flex-start">
          <Typography tag="dt" variant="pi" textColor="neutral600">
            {text(label)}
          </Typography>
          <Typography tag="dd" variant="beta">
            {formatNumber(preview[key])}
            {preview.more && key === 'matching' && '+'}
          </Typography>
        </Flex>
      ))}
    </Flex>
  );
};

const FirstMembers = ({ preview }: { preview: ListPreview }) => {
  const text = useText();
  if (!preview.first.length) return null;
  return (
    <Box>
      <Typography variant="pi" fontWeight="bold">
        {text('dotmailer.filter.preview.first')}
      </Typography>
      <Flex tag="ul" direction="column" alignItems="stretch" gap={1} paddingTop={1}>
        {preview.first.map((member) => (
          <Flex tag="li" key={member.documentId} gap={3}>
            <Box flex="1" minWidth={0}>
              <Typography ellipsis tag="p">
                {member.label}
              </Typography>
            </Box>
            <Box flex="1" minWidth={0}>
              <Typography ellipsis tag="p" textColor="neutral600">
                {member.email ?? text('dotmailer.filter.preview.noEmail')}
              </Typography>
            </Box>
          </Flex>
        ))}
      </Flex>
    </Box>
  );
};

/** Why nobody can be told, in red. */
export const BrokenReason = ({ reason }: { reason: string }) => {
  const text = useText();
  return (
    <Typography textColor="danger600" tag="p" role="alert">
      {text('dotmailer.filter.preview.broken', { reason })}
    </Typography>
  );
};

const Answer = ({ request }: { request: PreviewList | null }) => {
  const text = useText();
  const problemText = useProblemText();
  const key = useDebounce(JSON.stringify(request), WAIT);
  const settled = JSON.parse(key) as PreviewList | null;
  const { currentData, error, isFetching } = useDotmailerPreviewQuery(settled ?? EMPTY_REQUEST, {
    skip: !settled,
    refetchOnMountOrArgChange: true,
  });
  if (!request) {
    return (
      <Typography textColor="neutral600">{text('dotmailer.filter.preview.incomplete')}</Typography>
    );
  }
  if (error) return <BrokenReason reason={problemText(error)} />;
  if (!currentData) return <Loader small>{text('dotmailer.filter.preview.loading')}</Loader>;
  if (currentData.broken) return <BrokenReason reason={currentData.broken} />;
  return (
    <Flex
      direction="column"
      alignItems="stretch"
      gap={4}
      style={{ opacity: isFetching ? 0.6 : 1 }}
      aria-busy={isFetching}
    >
      <PreviewCounts preview={currentData} />
      <FirstMembers preview={currentData} />
    </Flex>
  );
};

/** A live look at who the list would have, before it is saved. */
export const Preview = ({ filter }: { filter: StoredFilter | null }) => {
  const text = useText();
  const request = usePreviewRequest(filter);
  return (
    <Box
      tag="section"
      aria-label={text('dotmailer.filter.preview')}
      padding={4}
      borderColor="neutral200"
      hasRadius
    >
      <Flex direction="column" alignItems="stretch" gap={3}>
        <Typography variant="sigma" textColor="neutral600" tag="h3">
          {text('dotmailer.filter.preview')}
        </Typography>
        <Box aria-live="polite">
          <Answer request={request} />
        </Box>
      </Flex>
    </Box>
  );
};
