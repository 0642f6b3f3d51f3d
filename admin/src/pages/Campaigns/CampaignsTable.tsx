import { Flex, Link, Typography } from '@strapi/design-system';
import type { ComponentProps } from 'react';
import { NavLink } from 'react-router-dom';
import { CellText, DataTable, type Column } from '../../components/DataTable';
import { Figure } from '../../components/Figure';
import { useSeveralIntegrations } from '../../components/overview';
import { RelativeDate } from '../../components/RelativeDate';
import { routes } from '../../routes';
import { useText } from '../../text';
import { CampaignStatus, useBookName } from './words';
import type { CampaignFigures, CampaignRow } from '../../../../contracts/campaigns';

const None = () => <Typography textColor="neutral600">–</Typography>;

const NameAndSubject = ({ campaign }: { campaign: CampaignRow }) => (
  <Flex direction="column" alignItems="flex-start" gap={1}>
    <Link tag={NavLink} to={routes.campaign(campaign.id)}>
      <CellText strong maxWidth="22rem" textColor="primary600">
        {campaign.name}
      </CellText>
    </Link>
    {campaign.subject ? (
      <CellText maxWidth="22rem" textColor="neutral600">
        {campaign.subject}
      </CellText>
    ) : null}
  </Flex>
);

/** The first of several names, and how many there are besides. */
const Names = ({ names }: { names: string[] }) => {
  const text = useText();
  const [first, ...others] = names;
  if (first === undefined) return <None />;
  return (
    <Flex direction="column" alignItems="flex-start" title={names.join(', ')}>
      <CellText maxWidth="14rem">{first}</CellText>
      {others.length ? (
        <Typography variant="pi" textColor="neutral600">
          {text('dotmailer.campaigns.more', { count: others.length })}
        </Typography>
      ) : null}
    </Flex>
  );
};

const Books = ({ campaign }: { campaign: CampaignRow }) => {
  const bookName = useBookName();
  return <Names names={campaign.books.map(bookName)} />;
};

const listNames = ({ books }: CampaignRow): string[] => [
  ...new Set(books.flatMap(({ list }) => list?.name ?? [])),
];

/** The figures of the table, and the share that says how good each is. */
const FIGURES = [
  ['delivered', 'delivered'],
  ['opens', 'uniqueOpens'],
  ['clicks', 'recipientsClicked'],
  ['unsubscribes', 'unsubscribes'],
] as const satisfies [keyof CampaignFigures, string][];

const useColumns = (): Column<CampaignRow>[] => {
  const text = useText();
  const several = useSeveralIntegrations();
  const columns: Column<CampaignRow>[] = [
    {
      name: 'name',
      label: text('dotmailer.campaigns.column.name'),
      sortable: true,
      cell: (campaign) => <NameAndSubject campaign={campaign} />,
    },
    {
      name: 'integration',
      label: text('dotmailer.integration'),
      cell: (campaign) => <CellText maxWidth="12rem">{campaign.integrationName}</CellText>,
    },
    {
      name: 'sentAt',
      label: text('dotmailer.campaigns.column.sent'),
      sortable: true,
      cell: (campaign) => <RelativeDate value={campaign.sentAt} />,
    },
    {
      name: 'books',
      label: text('dotmailer.campaigns.column.books'),
      cell: (campaign) => <Books campaign={campaign} />,
    },
    {
      name: 'lists',
      label: text('dotmailer.campaigns.column.lists'),
      cell: (campaign) => <Names names={listNames(campaign)} />,
    },
    ...FIGURES.map(([figure, rate]) => ({
      name: figure,
      label: text(`dotmailer.campaigns.column.${figure}`),
      sortable: true,
      cell: ({ figures, rates }: CampaignRow) =>
        figures ? <Figure value={figures[figure]} share={rates?.[rate] ?? null} /> : <None />,
    })),
    {
      name: 'status',
      label: text('dotmailer.campaigns.column.status'),
      cell: (campaign) => <CampaignStatus campaign={campaign} />,
    },
  ];
  return columns.filter(({ name }) => name !== 'integration' || several);
};

type Props = { campaigns: CampaignRow[]; empty: ComponentProps<typeof DataTable>['empty'] };

/** Campaigns with where they went and what became of them; each leads to its page. */
export const CampaignsTable = ({ campaigns, empty }: Props) => (
  <DataTable
    columns={useColumns()}
    rows={campaigns}
    empty={empty}
    rowLink={({ id }) => routes.campaign(id)}
  />
);
