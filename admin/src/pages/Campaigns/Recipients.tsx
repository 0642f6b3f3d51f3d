import { Box, Flex, SingleSelect, SingleSelectOption } from '@strapi/design-system';
import { SearchInput, useQueryParams } from '@strapi/strapi/admin';
import { DownloadButton } from '../../components/DownloadButton';
import { KeyPaging } from '../../components/KeyPaging';
import { Loaded } from '../../components/Loaded';
import { useText } from '../../text';
import { RecipientsTable } from './RecipientsTable';
import { useRecipients } from './use-recipients';
import { recipientFilters } from '../../../../contracts/campaigns';

const ALL = '$all';

const DeedFilter = () => {
  const text = useText();
  const [{ query }, setQuery] = useQueryParams<{ did?: string }>();
  return (
    <Box minWidth="20rem">
      <SingleSelect
        size="S"
        aria-label={text('dotmailer.campaigns.recipients.filter')}
        value={recipientFilters.find((did) => did === query.did) ?? ALL}
        onChange={(did) =>
          did === ALL ? setQuery({ did: '' }, 'remove') : setQuery({ did: String(did) })
        }
      >
        {([ALL, ...recipientFilters] as const).map((did) => (
          <SingleSelectOption key={did} value={did}>
            {text(`dotmailer.campaigns.recipients.filter.${did === ALL ? 'all' : did}`)}
          </SingleSelectOption>
        ))}
      </SingleSelect>
    </Box>
  );
};

/** Everybody a campaign went to, with what they did. */
export const Recipients = ({ campaignId }: { campaignId: number }) => {
  const text = useText();
  const { recipients, narrowed, isNarrowed, page, toNext, toPrevious } = useRecipients(campaignId);
  const { currentData } = recipients;
  return (
    <Flex direction="column" alignItems="stretch" gap={4}>
      <Flex gap={2} wrap="wrap" justifyContent="space-between">
        <Flex gap={2} wrap="wrap">
          <SearchInput
            label={text('dotmailer.campaigns.recipients.search')}
            placeholder={text('dotmailer.members.search.placeholder')}
          />
          <DeedFilter />
        </Flex>
        <DownloadButton
          path={`/dotmailer/campaigns/${campaignId}/recipients/download`}
          params={narrowed}
          disabled={!currentData?.total}
        />
      </Flex>
      <Loaded query={recipients}>
        {(data) => (
          <Box>
            <RecipientsTable
              recipients={(currentData ?? data).results}
              isLoading={!currentData}
              empty={text(
                isNarrowed
                  ? 'dotmailer.campaigns.recipients.empty.filtered'
                  : 'dotmailer.campaigns.recipients.empty'
              )}
            />
            <KeyPaging
              data={currentData ?? data}
              page={page}
              toNext={toNext}
              toPrevious={toPrevious}
            />
          </Box>
        )}
      </Loaded>
    </Flex>
  );
};
