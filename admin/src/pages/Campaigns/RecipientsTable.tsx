import { Flex, Link, Typography } from '@strapi/design-system';
import { Table } from '@strapi/strapi/admin';
import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { NavLink } from 'react-router-dom';
import { CellText } from '../../components/DataTable';
import { RelativeDate } from '../../components/RelativeDate';
import { StatusBadge } from '../../components/StatusBadge';
import { Words } from '../../components/Words';
import { recordView } from '../../content-manager/list-view/view-link';
import { useText } from '../../text';
import type { Recipient } from '../../../../contracts/campaigns';

const None = () => <Typography textColor="neutral600">–</Typography>;

const Email = ({ email }: Recipient) => {
  const text = useText();
  return email === null ? (
    <Typography textColor="neutral600">{text('dotmailer.campaigns.recipients.noEmail')}</Typography>
  ) : (
    <Words tag="span" display="block" minWidth="18rem" textColor="neutral800">
      {email}
    </Words>
  );
};

const Records = ({ records }: Recipient) => {
  if (records.length === 0) return <None />;
  return (
    <Flex direction="column" alignItems="flex-start">
      {records.map(({ collection, documentId, locale, label }) => (
        <Link
          key={`${collection} ${documentId} ${locale}`}
          tag={NavLink}
          to={recordView(collection, documentId, locale)}
        >
          <CellText maxWidth="14rem" textColor="primary600">
            {label}
          </CellText>
        </Link>
      ))}
    </Flex>
  );
};

const Result = ({ unsubscribed, hardBounced, softBounced }: Recipient) => {
  const text = useText();
  const results = [
    unsubscribed && ('unsubscribed' as const),
    hardBounced && ('hardBounced' as const),
    softBounced && ('softBounced' as const),
  ].filter((result) => result !== false);
  if (results.length === 0) return <None />;
  return (
    <Flex direction="column" alignItems="flex-start" gap={1}>
      {results.map((result) => (
        <StatusBadge key={result} variant={result === 'hardBounced' ? 'danger' : 'warning'}>
          {text(`dotmailer.campaigns.recipients.result.${result}`)}
        </StatusBadge>
      ))}
    </Flex>
  );
};

const When = ({ value }: { value: string | null }) =>
  value === null ? <None /> : <RelativeDate value={value} />;

/** The columns, in order; the names are those of their headings. */
const useCells = (): Record<ColumnName, (recipient: Recipient) => ReactNode> => {
  const { formatNumber } = useIntl();
  const count = (value: number) => (
    <Typography textColor={value > 0 ? 'neutral800' : 'neutral600'}>
      {formatNumber(value)}
    </Typography>
  );
  return {
    email: (recipient) => <Email {...recipient} />,
    records: (recipient) => <Records {...recipient} />,
    opens: ({ opens }) => count(opens),
    lastOpened: ({ lastOpenedAt }) => <When value={lastOpenedAt} />,
    clicks: ({ clicks }) => count(clicks),
    lastClicked: ({ lastClickedAt }) => <When value={lastClickedAt} />,
    pageViews: ({ pageViews }) => count(pageViews),
    forwards: ({ forwards }) => count(forwards),
    replies: ({ replies }) => count(replies),
    result: (recipient) => <Result {...recipient} />,
  };
};

const COLUMNS = [
  'email',
  'records',
  'opens',
  'lastOpened',
  'clicks',
  'lastClicked',
  'pageViews',
  'forwards',
  'replies',
  'result',
] as const;
type ColumnName = (typeof COLUMNS)[number];

type Props = { recipients: Recipient[]; isLoading: boolean; empty: string };

/** Who got a campaign, and what each of them did. */
export const RecipientsTable = ({ recipients, isLoading, empty }: Props) => {
  const text = useText();
  const cells = useCells();
  const rows = recipients.map((recipient) => ({ ...recipient, id: recipient.key }));
  const headers = COLUMNS.map((name) => ({
    name,
    label: text(`dotmailer.campaigns.recipients.column.${name}`),
  }));
  return (
    <Table.Root rows={rows} headers={headers} isLoading={isLoading}>
      <Table.Content>
        <Table.Head>
          {headers.map((header) => (
            <Table.HeaderCell key={header.name} {...header} />
          ))}
        </Table.Head>
        <Table.Empty content={empty} />
        <Table.Loading />
        <Table.Body>
          {rows.map((row) => (
            <Table.Row key={row.id} cursor="default">
              {COLUMNS.map((name) => (
                <Table.Cell key={name}>{cells[name](row)}</Table.Cell>
              ))}
            </Table.Row>
          ))}
        </Table.Body>
      </Table.Content>
    </Table.Root>
  );
};
