import { Flex, IconButton, Link } from '@strapi/design-system';
import { Trash } from '@strapi/icons';
import type { ComponentProps } from 'react';
import { NavLink } from 'react-router-dom';
import { CellText, DataTable, type Column } from '../../components/DataTable';
import { useTypeText } from '../../components/field-types';
import { useSeveralIntegrations } from '../../components/overview';
import { useVisibilityText } from '../../components/visibility';
import { useCan } from '../../permissions';
import { routes } from '../../routes';
import { useText } from '../../text';
import { Notes } from './Notes';
import { UsedBy } from './UsedBy';
import { FieldRemark, useDefaultText } from './words';
import type { DataField } from '../../../../contracts/data-fields';

type Props = {
  fields: DataField[];
  onDelete: (field: DataField) => void;
  empty: ComponentProps<typeof DataTable>['empty'];
};

const DeleteButton = ({ field, onDelete }: { field: DataField; onDelete: () => void }) => {
  const text = useText();
  if (field.isSystem) return null;
  return (
    <Flex justifyContent="flex-end">
      <IconButton
        label={text('dotmailer.fields.delete', { name: field.name })}
        variant="ghost"
        onClick={onDelete}
      >
        <Trash />
      </IconButton>
    </Flex>
  );
};

/** Columns with what a field is; of which account, where there are several. */
const useColumns = (): Column<DataField>[] => {
  const text = useText();
  const typeText = useTypeText();
  const visibilityText = useVisibilityText();
  const defaultText = useDefaultText();
  const several = useSeveralIntegrations();
  const columns: Column<DataField>[] = [
    {
      name: 'name',
      label: text('dotmailer.fields.column.name'),
      sortable: true,
      cell: (field) => (
        <Flex direction="column" alignItems="flex-start">
          <Link tag={NavLink} to={routes.dataField(field.id)}>
            <CellText strong>{field.name}</CellText>
          </Link>
          <FieldRemark field={field} />
        </Flex>
      ),
    },
    {
      name: 'integration',
      label: text('dotmailer.integration'),
      sortable: true,
      cell: (field) => <CellText maxWidth="14rem">{field.integrationName}</CellText>,
    },
    {
      name: 'type',
      label: text('dotmailer.fields.column.type'),
      sortable: true,
      cell: (field) => <CellText>{typeText(field.type)}</CellText>,
    },
    {
      name: 'visibility',
      label: text('dotmailer.visibility'),
      sortable: true,
      cell: (field) => <CellText>{visibilityText(field.visibility)}</CellText>,
    },
    {
      name: 'defaultValue',
      label: text('dotmailer.fields.column.default'),
      cell: (field) => <CellText maxWidth="16rem">{defaultText(field)}</CellText>,
    },
    {
      name: 'usedBy',
      label: text('dotmailer.fields.column.usedBy'),
      cell: (field) => <UsedBy field={field} atMost={2} />,
    },
    {
      name: 'notes',
      label: text('dotmailer.fields.column.notes'),
      cell: (field) => <Notes field={field} />,
    },
  ];
  return columns.filter(({ name }) => name !== 'integration' || several);
};

/** Data fields, each row leading to the field. */
export const FieldsTable = ({ fields, onDelete, empty }: Props) => {
  const text = useText();
  const canDelete = useCan('data-fields.delete');
  const columns = useColumns();
  const actions: Column<DataField> = {
    name: 'actions',
    label: text('dotmailer.fields.column.actions'),
    cell: (field) => <DeleteButton field={field} onDelete={() => onDelete(field)} />,
  };
  return (
    <DataTable
      columns={canDelete ? [...columns, actions] : columns}
      rows={fields}
      empty={empty}
      rowLink={(field) => routes.dataField(field.id)}
    />
  );
};
