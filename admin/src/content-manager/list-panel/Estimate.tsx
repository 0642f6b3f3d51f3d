import { Box, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import type { ListPreview } from '../../../../contracts/marketing-lists';
import { useDotmailerPreviewQuery } from '../../api/lists';
import { useText } from '../../text';
import { useListValues } from '../custom-fields/input';
import { EMPTY_REQUEST, usePreviewRequest } from '../filter/preview-request';
import { readStored } from '../filter/stored';
import type { Book } from './BookSelect';
import { Words } from '../../components/Words';

const mailable = ({ matching, withoutEmail, duplicates, optedOut, removed }: ListPreview) =>
  Math.max(0, matching - withoutEmail - duplicates - optedOut - removed);

/** How many people Strapi has for the book, and how many are in it already. */
export const Estimate = ({ book }: { book: Book | null }) => {
  const text = useText();
  const { formatNumber } = useIntl();
  const { filter } = useListValues();
  const request = usePreviewRequest(readStored(filter));
  const { data } = useDotmailerPreviewQuery(request ?? EMPTY_REQUEST, { skip: !request });
  if (!data || data.broken) return null;
  return (
    <Box padding={3} background="neutral100" hasRadius>
      <Typography tag="p">
        {text('dotmailer.connection.estimate.list', {
          count: formatNumber(mailable(data)),
          matching: formatNumber(data.matching),
        })}
      </Typography>
      {book && (
        <Words tag="p">
          {text('dotmailer.connection.estimate.book', {
            book: book.name,
            count: formatNumber(book.contactCount),
          })}
        </Words>
      )}
    </Box>
  );
};
