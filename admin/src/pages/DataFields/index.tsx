import { Button, Flex } from '@strapi/design-system';
import { Plus } from '@strapi/icons';
import { Page } from '@strapi/strapi/admin';
import { useState } from 'react';
import { useDotmailerDataFieldsQuery } from '../../api/data-fields';
import { useListParams } from '../../components/list-query';
import { ListPage } from '../../components/ListPage';
import { LIVE, usePollingInterval } from '../../components/polling';
import { Questions } from '../../components/Questions';
import { permissions, useCan } from '../../permissions';
import { useText } from '../../text';
import { CreateFieldDialog } from './CreateFieldDialog';
import { DeleteFieldDialog } from './DeleteFieldDialog';
import { FieldsTable } from './FieldsTable';
import { FILTERS, useFilterOptions } from './filters';
import { SynchronizeButton } from './SynchronizeButton';
import type { DataField, FindDataFields } from '../../../../contracts/data-fields';

const useLiveFields = (params: FindDataFields) => {
  const known = useDotmailerDataFieldsQuery(params, LIVE);
  const pollingInterval = usePollingInterval(known.data?.synchronizing ?? false);
  return useDotmailerDataFieldsQuery(params, { pollingInterval });
};

type ActionsProps = { isBusy: boolean; onCreate: () => void };

const Actions = ({ isBusy, onCreate }: ActionsProps) => {
  const text = useText();
  const canCreate = useCan('data-fields.create');
  if (!canCreate) return null;
  return (
    <Flex gap={2} wrap="wrap">
      <SynchronizeButton isBusy={isBusy} />
      <Button startIcon={<Plus />} onClick={onCreate}>
        {text('dotmailer.fields.create')}
      </Button>
    </Flex>
  );
};

const Fields = () => {
  const text = useText();
  const [creating, setCreating] = useState(false);
  const [deleting, setDeleting] = useState<DataField | null>(null);
  const filters = useFilterOptions();
  const { params, isNarrowed } = useListParams(FILTERS);
  const fields = useLiveFields(params as FindDataFields);
  return (
    <>
      <ListPage
        title={text('dotmailer.fields.title')}
        subtitle={text('dotmailer.fields.subtitle')}
        actions={
          <Actions
            isBusy={fields.data?.synchronizing ?? false}
            onCreate={() => setCreating(true)}
          />
        }
        search={{
          label: text('dotmailer.fields.search'),
          placeholder: text('dotmailer.search.beginning'),
        }}
        filters={filters}
        notices={<Questions />}
        query={fields}
      >
        {(rows) => (
          <FieldsTable
            fields={rows}
            onDelete={setDeleting}
            empty={{
              content: text(
                isNarrowed ? 'dotmailer.fields.empty.filtered' : 'dotmailer.fields.empty'
              ),
            }}
          />
        )}
      </ListPage>
      {creating ? <CreateFieldDialog onClose={() => setCreating(false)} /> : null}
      {deleting ? <DeleteFieldDialog field={deleting} onClose={() => setDeleting(null)} /> : null}
    </>
  );
};

/** The data fields of the connected accounts. */
const DataFieldsPage = () => (
  <Page.Protect permissions={permissions('data-fields.read')}>
    <Fields />
  </Page.Protect>
);

export default DataFieldsPage;
