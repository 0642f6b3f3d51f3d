import { Flex, Link, Table, Tbody, Td, Th, Thead, Tr, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import { Facts } from '../../components/Facts';
import { Panel } from '../../components/Panel';
import { RelativeDate } from '../../components/RelativeDate';
import { Words } from '../../components/Words';
import { useCanSeeLists } from '../../permissions';
import { routes } from '../../routes';
import { useText } from '../../text';
import { CampaignStatus, useBookName, useVendorWords } from './words';
import type { Campaign, CampaignBook } from '../../../../contracts/campaigns';

const senderOf = ({ fromName, fromAddress }: Campaign): string =>
  [fromName, fromAddress].filter(Boolean).join(' · ') || '–';

const CampaignFacts = ({ campaign }: { campaign: Campaign }) => {
  const text = useText();
  const vendorWords = useVendorWords();
  const { subject, replyToAddress, isSplitTest, integrationName, remoteId } = campaign;
  return (
    <Panel>
      <Facts
        facts={[
          { label: text('dotmailer.campaigns.column.subject'), value: subject || '–' },
          { label: text('dotmailer.campaigns.about.from'), value: senderOf(campaign) },
          { label: text('dotmailer.campaigns.about.replyTo'), value: replyToAddress || '–' },
          {
            label: text('dotmailer.campaigns.about.replyAction'),
            value: vendorWords.replyAction(campaign),
          },
          {
            label: text('dotmailer.campaigns.column.status'),
            value: <CampaignStatus campaign={campaign} />,
          },
          {
            label: text('dotmailer.campaigns.column.sent'),
            value: <RelativeDate value={campaign.sentAt} />,
          },
          { label: text('dotmailer.campaigns.about.type'), value: vendorWords.type(campaign) },
          {
            label: text('dotmailer.campaigns.about.splitTest'),
            value: text(isSplitTest ? 'dotmailer.yes' : 'dotmailer.no'),
          },
          { label: text('dotmailer.integration'), value: integrationName },
          { label: text('dotmailer.campaigns.about.id'), value: String(remoteId) },
          {
            label: text('dotmailer.campaigns.about.read'),
            value: <RelativeDate value={campaign.readAt} />,
          },
        ]}
      />
    </Panel>
  );
};

const ListOf = ({ list }: { list: CampaignBook['list'] }) => {
  const canSeeLists = useCanSeeLists();
  if (list === null) return <Typography textColor="neutral600">–</Typography>;
  if (!canSeeLists) return <Words textColor="neutral800">{list.name}</Words>;
  return (
    <Link tag={NavLink} to={routes.marketingList(list.id)}>
      {list.name}
    </Link>
  );
};

const Books = ({ books }: { books: CampaignBook[] }) => {
  const text = useText();
  const bookName = useBookName();
  return (
    <Panel title={text('dotmailer.campaigns.books.title')}>
      <Table colCount={2} rowCount={books.length + 1}>
        <Thead>
          <Tr>
            {(['book', 'list'] as const).map((column) => (
              <Th key={column}>
                <Typography variant="sigma" textColor="neutral600">
                  {text(`dotmailer.campaigns.books.${column}`)}
                </Typography>
              </Th>
            ))}
          </Tr>
        </Thead>
        <Tbody>
          {books.map((book) => (
            <Tr key={book.remoteId}>
              <Td>
                <Words textColor="neutral800">{bookName(book)}</Words>
              </Td>
              <Td>
                <ListOf list={book.list} />
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </Panel>
  );
};

const Money = ({ money }: { money: NonNullable<Campaign['money']> }) => {
  const text = useText();
  const names = ['revenue', 'orders', 'assistedRevenue', 'assistedOrders'] as const;
  return (
    <Panel title={text('dotmailer.campaigns.money.title')}>
      <Facts
        facts={names.map((name) => ({
          label: text(`dotmailer.campaigns.money.${name}`),
          value: money[name] === null ? '–' : String(money[name]),
        }))}
      />
    </Panel>
  );
};

/** Everything that is known of a campaign itself. */
export const About = ({ campaign }: { campaign: Campaign }) => (
  <Flex direction="column" alignItems="stretch" gap={6}>
    <CampaignFacts campaign={campaign} />
    <Books books={campaign.books} />
    {campaign.money ? <Money money={campaign.money} /> : null}
  </Flex>
);
