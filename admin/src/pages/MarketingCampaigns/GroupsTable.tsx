import { Button, Flex, Link, Typography } from '@strapi/design-system';
import { ManyToOne } from '@strapi/icons';
import { Table } from '@strapi/strapi/admin';
import type { ComponentProps, ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { NavLink } from 'react-router-dom';
import type { MarketingCampaign } from '../../../../contracts/marketing-campaigns';
import { CellText } from '../../components/DataTable';
import { Figure } from '../../components/Figure';
import { RelativeDate } from '../../components/RelativeDate';
import { routes } from '../../routes';
import { useText } from '../../text';
import { FIGURES, isSortable, shareOf } from './figures';

type Column = {
  name: string;
  label: string;
  sortable: boolean;
  cell: (group: MarketingCampaign) => ReactNode;
};

/** The first of the lists, and how many there are besides. */
const Lists = ({ lists }: Pick<MarketingCampaign, 'lists'>) => {
  const text = useText();
  const [first, ...others] = lists.map(({ name }) => name);
  if (first === undefined) return <Typography textColor="neutral600">–</Typography>;
  return (
    <Flex direction="column" alignItems="flex-start" title={[first, ...others].join(', ')}>
      <CellText maxWidth="10rem">{first}</CellText>
      {others.length > 0 ? (
        <Typography variant="pi" textColor="neutral600">
          {text('dotmailer.marketing.more', { count: others.length })}
        </Typography>
      ) : null}
    </Flex>
  );
};

const useColumns = (): Column[] => {
  const text = useText();
  const { formatNumber } = useIntl();
  return [
    {
      name: 'name',
      label: text('dotmailer.marketing.column.name'),
      sortable: true,
      cell: ({ id, name }) => (
        <Link tag={NavLink} to={routes.marketingCampaign(id)}>
          <CellText strong maxWidth="16rem" textColor="primary600">
            {name}
          </CellText>
        </Link>
      ),
    },
    {
      name: 'sentAt',
      label: text('dotmailer.marketing.column.sent'),
      sortable: true,
      cell: ({ sentAt }) => <RelativeDate value={sentAt} />,
    },
    {
      name: 'lists',
      label: text('dotmailer.lists.title'),
      sortable: false,
      cell: ({ lists }) => <Lists lists={lists} />,
    },
    {
      name: 'campaigns',
      label: text('dotmailer.marketing.column.campaigns'),
      sortable: true,
      cell: ({ campaigns }) => (
        <Typography textColor="neutral800">{formatNumber(campaigns)}</Typography>
      ),
    },
    ...FIGURES.filter(({ name }) => name !== 'recipientsClicked').map((figure) => ({
      name: figure.name,
      label: text(figure.label),
      sortable: isSortable(figure.name),
      cell: (group: MarketingCampaign) => (
        <Figure value={group.totals[figure.name]} share={shareOf(group, figure)} />
      ),
    })),
  ];
};

type Props = {
  groups: MarketingCampaign[];
  /** Rows can be ticked. */
  canMerge: boolean;
  selected: MarketingCampaign[];
  onSelect: (groups: MarketingCampaign[]) => void;
  onMerge: () => void;
  empty: ComponentProps<typeof Table.Empty>;
};

/** Marketing campaigns with what their campaigns came to; several can be ticked and merged. */
export const GroupsTable = (props: Props) => {
  const { groups, canMerge, selected, onSelect, onMerge, empty } = props;
  const text = useText();
  const columns = useColumns();
  return (
    <Table.Root
      rows={groups}
      headers={columns}
      selectedRows={selected}
      onSelectedRowsChange={onSelect}
    >
      <Flex direction="column" alignItems="stretch" gap={4}>
        <Table.ActionBar>
          <Button
            size="S"
            variant="secondary"
            startIcon={<ManyToOne />}
            disabled={selected.length < 2}
            onClick={onMerge}
          >
            {text('dotmailer.marketing.merge')}
          </Button>
        </Table.ActionBar>
        <Table.Content>
          <Table.Head>
            {canMerge ? <Table.HeaderCheckboxCell /> : null}
            {columns.map(({ cell: _, ...header }) => (
              <Table.HeaderCell key={header.name} {...header} />
            ))}
          </Table.Head>
          <Table.Empty {...empty} />
          <Table.Body>
            {groups.map((group) => (
              <Table.Row key={group.id} cursor="default">
                {canMerge ? <Table.CheckboxCell id={group.id} /> : null}
                {columns.map(({ name, cell }) => (
                  <Table.Cell key={name}>{cell(group)}</Table.Cell>
                ))}
              </Table.Row>
            ))}
          </Table.Body>
        </Table.Content>
      </Flex>
    </Table.Root>
  );
};
