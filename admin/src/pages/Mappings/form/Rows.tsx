import { Button, Flex, Typography } from '@strapi/design-system';
import { Plus } from '@strapi/icons';
import { useDotmailerMappableFieldsQuery } from '../../../api/mappings';
import { Notice } from '../../../components/Notice';
import { Panel } from '../../../components/Panel';
import { useProblemText } from '../../../components/problem-text';
import { useText } from '../../../text';
import { Row } from './Row';
import type { Preview } from './use-preview';
import { useMappingForm } from './values';

/** The data fields a row may fill. */
const useFields = (integrationId: string) =>
  useDotmailerMappableFieldsQuery(Number(integrationId), {
    skip: !integrationId,
    refetchOnMountOrArgChange: true,
  });

const Editable = ({ preview }: { preview: Preview }) => {
  const text = useText();
  const problemText = useProblemText();
  const { values, problems, disabled, addRow } = useMappingForm();
  const fields = useFields(values.integrationId);
  return (
    <Flex direction="column" alignItems="stretch" gap={4}>
      {fields.error && !fields.data ? (
        <Notice variant="danger" title={text('dotmailer.mappings.fields.unknown')}>
          {problemText(fields.error)}
        </Notice>
      ) : null}
      {fields.data?.length === 0 ? (
        <Notice variant="info" title={text('dotmailer.mappings.fields.none')}>
          {text('dotmailer.mappings.fields.none.body')}
        </Notice>
      ) : null}
      {values.rows.map((row, index) => (
        <Row
          key={row.key}
          row={row}
          index={index}
          fields={fields.data ?? []}
          isLoading={fields.isFetching}
          preview={preview.ofRow(row)}
        />
      ))}
      {problems.rows ? (
        <Typography textColor="danger600" variant="pi" role="alert">
          {problems.rows}
        </Typography>
      ) : null}
      {disabled ? null : (
        <Button type="button" variant="secondary" startIcon={<Plus />} onClick={addRow} fullWidth>
          {text('dotmailer.mappings.row.add')}
        </Button>
      )}
    </Flex>
  );
};

/** Which fields fill which data field, row by row. */
export const Rows = ({ preview }: { preview: Preview }) => {
  const text = useText();
  const { values } = useMappingForm();
  const isPlaced = values.collection !== '' && values.integrationId !== '';
  return (
    <Panel
      title={text('dotmailer.mappings.rows.title')}
      subtitle={text('dotmailer.mappings.rows.subtitle')}
    >
      {isPlaced ? (
        <Editable preview={preview} />
      ) : (
        <Typography textColor="neutral600">{text('dotmailer.mappings.rows.first')}</Typography>
      )}
    </Panel>
  );
};
