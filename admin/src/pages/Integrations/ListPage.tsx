import { Flex, IconButton, Link, LinkButton } from '@strapi/design-system';
import { Pencil, Plus, Trash } from '@strapi/icons';
import { Layouts, Page } from '@strapi/strapi/admin';
import { useState } from 'react';
import { NavLink } from 'react-router-dom';
import { useDotmailerIntegrationsQuery } from '../../api/integrations';
import { CellText, DataTable, type Column } from '../../components/DataTable';
import { EmptyState } from '../../components/EmptyState';
import { Loaded } from '../../components/Loaded';
import { LIVE, usePollingInterval } from '../../components/polling';
import { Questions } from '../../components/Questions';
import { RelativeDate } from '../../components/RelativeDate';
import { StatusBadge } from '../../components/StatusBadge';
import { useCan } from '../../permissions';
import { routes } from '../../routes';
import { useText } from '../../text';
import { DeleteDialog } from './DeleteDialog';
import { IntegrationState } from './IntegrationState';
import type { Integration } from '../../../../contracts/integrations';

const RowActions = ({ row, onDelete }: { row: Integration; onDelete: () => void }) => {
  const text = useText();
  return (
    <Flex gap={1} justifyContent="flex-end">
      <IconButton
        tag={NavLink}
        to={routes.integration(row.id)}
        label={text('dotmailer.integrations.edit', { name: row.name })}
        variant="ghost"
      >
        <Pencil />
      </IconButton>
      <IconButton
        onClick={onDelete}
        label={text('dotmailer.integrations.delete', { name: row.name })}
        variant="ghost"
      >
        <Trash />
      </IconButton>
    </Flex>
  );
};

const useColumns = (onDelete: (row: Integration) => void): Column<Integration>[] => {
  const text = useText();
  const canManage = useCan('integrations.manage');
  const columns: Column<Integration>[] = [
    {
      name: 'name',
      label: text('dotmailer.integrations.column.name'),
      cell: (row) => (
        <Link tag={NavLink} to={routes.integration(row.id)}>
          <CellText strong>{row.name}</CellText>
        </Link>
      ),
    },
    {
      name: 'account',
      label: text('dotmailer.integrations.column.account'),
      cell: (row) => (
        <CellText maxWidth="14rem">{row.accountName ?? row.accountId ?? '–'}</CellText>
      ),
    },
    {
      name: 'region',
      label: text('dotmailer.integrations.column.region'),
      cell: (row) => <CellText>{row.region ?? '–'}</CellText>,
    },
    {
      name: 'state',
      label: text('dotmailer.integrations.column.status'),
      cell: (row) => <IntegrationState integration={row} />,
    },
    {
      name: 'active',
      label: text('dotmailer.integrations.column.active'),
      cell: (row) => (
        <StatusBadge variant={row.active ? 'success' : 'neutral'}>
          {text(row.active ? 'dotmailer.integrations.active' : 'dotmailer.integrations.inactive')}
        </StatusBadge>
      ),
    },
    {
      name: 'lastSyncedAt',
      label: text('dotmailer.integrations.column.lastSync'),
      cell: (row) => <RelativeDate value={row.lastSyncedAt} />,
    },
  ];
  const actions: Column<Integration> = {
    name: 'actions',
    label: text('dotmailer.integrations.column.actions'),
    cell: (row) => <RowActions row={row} onDelete={() => onDelete(row)} />,
  };
  return canManage ? [...columns, actions] : columns;
};

const NewButton = ({ variant }: { variant: 'default' | 'secondary' }) => {
  const text = useText();
  return (
    <LinkButton tag={NavLink} to={routes.newIntegration} startIcon={<Plus />} variant={variant}>
      {text('dotmailer.integrations.create')}
    </LinkButton>
  );
};

/** Every integration with its account, region, state and last synchronisation. */
export const IntegrationList = () => {
  const text = useText();
  const canManage = useCan('integrations.manage');
  const pollingInterval = usePollingInterval(false);
  const integrations = useDotmailerIntegrationsQuery(undefined, { ...LIVE, pollingInterval });
  const [deleting, setDeleting] = useState<Integration | null>(null);
  const columns = useColumns(setDeleting);
  return (
    <Page.Main>
      <Page.Title>{text('dotmailer.integrations.title')}</Page.Title>
      <Layouts.Header
        title={text('dotmailer.integrations.title')}
        subtitle={text('dotmailer.integrations.subtitle')}
        primaryAction={canManage ? <NewButton variant="default" /> : null}
      />
      <Layouts.Content>
        <Questions />
        <Loaded query={integrations}>
          {(rows) =>
            rows.length ? (
              <DataTable
                columns={columns}
                rows={rows}
                empty={{}}
                rowLink={(row) => routes.integration(row.id)}
              />
            ) : (
              <EmptyState
                content={text('dotmailer.integrations.empty')}
                action={canManage ? <NewButton variant="secondary" /> : undefined}
              />
            )
          }
        </Loaded>
      </Layouts.Content>
      {deleting ? <DeleteDialog integration={deleting} onClose={() => setDeleting(null)} /> : null}
    </Page.Main>
  );
};
