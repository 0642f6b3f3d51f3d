import { LinkButton } from '@strapi/design-system';
import { Plus } from '@strapi/icons';
import { Page } from '@strapi/strapi/admin';
import { useState } from 'react';
import { NavLink } from 'react-router-dom';
import { useDotmailerMappingsQuery } from '../../api/mappings';
import { useListParams } from '../../components/list-query';
import { ListPage } from '../../components/ListPage';
import { LIVE } from '../../components/polling';
import { permissions, useCan } from '../../permissions';
import { routes } from '../../routes';
import { useText } from '../../text';
import { DeleteMappingDialog } from './DeleteMappingDialog';
import { FILTERS, useFilterOptions } from './filters';
import { MappingsTable } from './MappingsTable';
import type { FindMappings, Mapping } from '../../../../contracts/mappings';

const NewButton = ({ variant }: { variant: 'default' | 'secondary' }) => {
  const text = useText();
  return (
    <LinkButton tag={NavLink} to={routes.newMapping} startIcon={<Plus />} variant={variant}>
      {text('dotmailer.mappings.create')}
    </LinkButton>
  );
};

const Mappings = () => {
  const text = useText();
  const [deleting, setDeleting] = useState<Mapping | null>(null);
  const canManage = useCan('mappings.manage');
  const filters = useFilterOptions();
  const { params, isNarrowed } = useListParams(FILTERS);
  const mappings = useDotmailerMappingsQuery(params as FindMappings, LIVE);
  return (
    <>
      <ListPage
        title={text('dotmailer.mappings.title')}
        subtitle={text('dotmailer.mappings.subtitle')}
        actions={canManage ? <NewButton variant="default" /> : null}
        search={{
          label: text('dotmailer.mappings.search'),
          placeholder: text('dotmailer.search.beginning'),
        }}
        filters={filters}
        query={mappings}
      >
        {(rows) => (
          <MappingsTable
            mappings={rows}
            onDelete={setDeleting}
            empty={{
              content: text(
                isNarrowed ? 'dotmailer.mappings.empty.filtered' : 'dotmailer.mappings.empty'
              ),
              action: canManage && !isNarrowed ? <NewButton variant="secondary" /> : undefined,
            }}
          />
        )}
      </ListPage>
      {deleting ? (
        <DeleteMappingDialog mapping={deleting} onClose={() => setDeleting(null)} />
      ) : null}
    </>
  );
};

/** Which fields of which collection fill the data fields of which account. */
const MappingsPage = () => (
  <Page.Protect permissions={permissions('mappings.read')}>
    <Mappings />
  </Page.Protect>
);

export default MappingsPage;
