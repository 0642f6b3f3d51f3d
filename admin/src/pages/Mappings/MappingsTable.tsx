import { Flex, IconButton, Link, Typography } from '@strapi/design-system';
import { Pencil, Trash } from '@strapi/icons';
import type { ComponentProps } from 'react';
import { useIntl } from 'react-intl';
import { NavLink } from 'react-router-dom';
import { CellText, DataTable, type Column } from '../../components/DataTable';
import { RelativeDate } from '../../components/RelativeDate';
import { StatusBadge } from '../../components/StatusBadge';
import { useCan } from '../../permissions';
import { routes } from '../../routes';
import { useText } from '../../text';
import type { Mapping } from '../../../../contracts/mappings';

type RowActionsProps = { mapping: Mapping; onDelete: () => void };

const RowActions = ({ mapping, onDelete }: RowActionsProps) => {
  const text = useText();
  const names = { collection: mapping.collectionName, integration: mapping.integrationName };
  return (
    <Flex gap={1} justifyContent="flex-end">
      <IconButton
        tag={NavLink}
        to={routes.mapping(mapping.id)}
        label={text('dotmailer.mappings.edit', names)}
        variant="ghost"
      >
        <Pencil />
      </IconButton>
      <IconButton
        onClick={onDelete}
        label={text('dotmailer.mappings.delete', names)}
        variant="ghost"
      >
        <Trash />
      </IconButton>
    </Flex>
  );
};

const Warnings = ({ count }: { count: number }) => {
  const text = useText();
  if (!count) return <Typography textColor="neutral600">–</Typography>;
  return (
    <StatusBadge variant="warning">{text('dotmailer.mappings.warnings', { count })}</StatusBadge>
  );
};

const useColumns = (onDelete: (mapping: Mapping) => void): Column<Mapping>[] => {
  const text = useText();
  const { formatNumber } = useIntl();
  const canManage = useCan('mappings.manage');
  const columns: Column<Mapping>[] = [
    {
      name: 'collection',
      label: text('dotmailer.mappings.column.collection'),
      sortable: true,
      cell: (mapping) => (
        <Link tag={NavLink} to={routes.mapping(mapping.id)}>
          <CellText strong>{mapping.collectionName}</CellText>
        </Link>
      ),
    },
    {
      name: 'integration',
      label: text('dotmailer.integration'),
      sortable: true,
      cell: (mapping) => <CellText maxWidth="16rem">{mapping.integrationName}</CellText>,
    },
    {
      name: 'syncPriority',
      label: text('dotmailer.mappings.column.priority'),
      sortable: true,
      cell: (mapping) => (
        <Typography textColor="neutral800">{formatNumber(mapping.syncPriority)}</Typography>
      ),
    },
    {
      name: 'rows',
      label: text('dotmailer.mappings.column.rows'),
      cell: (mapping) => (
        <Typography textColor="neutral800">{formatNumber(mapping.rows.length)}</Typography>
      ),
    },
    {
      name: 'warnings',
      label: text('dotmailer.mappings.column.warnings'),
      cell: (mapping) => <Warnings count={mapping.warnings} />,
    },
    {
      name: 'updatedAt',
      label: text('dotmailer.mappings.column.updated'),
      cell: (mapping) => <RelativeDate value={mapping.updatedAt} />,
    },
  ];
  const actions: Column<Mapping> = {
    name: 'actions',
    label: text('dotmailer.mappings.column.actions'),
    cell: (mapping) => <RowActions mapping={mapping} onDelete={() => onDelete(mapping)} />,
  };
  return canManage ? [...columns, actions] : columns;
};

type Props = {
  mappings: Mapping[];
  onDelete: (mapping: Mapping) => void;
  empty: ComponentProps<typeof DataTable>['empty'];
};

/** Mappings, each row leading to its form. */
export const MappingsTable = ({ mappings, onDelete, empty }: Props) => (
  <DataTable
    columns={useColumns(onDelete)}
    rows={mappings}
    empty={empty}
    rowLink={(mapping) => routes.mapping(mapping.id)}
  />
);
