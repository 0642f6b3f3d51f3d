import { Box, Flex, Grid, IconButton, Typography } from '@strapi/design-system';
import { Trash } from '@strapi/icons';
import { useText } from '../../../text';
import type { MappableFields } from '../../../../../contracts/mappings';
import { DataFieldSelect } from './DataFieldSelect';
import { useMappingProblemText, type RowPart } from './problems';
import { Sources } from './Sources';
import { TwoWay } from './TwoWay';
import { problemsAt, type RowPreview } from './use-preview';
import { useMappingForm, type RowValue } from './values';

type Props = {
  row: RowValue;
  index: number;
  fields: MappableFields;
  isLoading: boolean;
  preview: RowPreview | undefined;
};

/** What stands next to an input: the server's refusal of the whole, or else what the preview found. */
const useProblemsAt = ({ index, preview }: Pick<Props, 'index' | 'preview'>) => {
  const problemText = useMappingProblemText();
  const { problems } = useMappingForm();
  return (part: RowPart): string | undefined => {
    const path = `rows.${index}.${part}`;
    const refused = Object.entries(problems)
      .filter(([at]) => at === path || at.startsWith(`${path}.`))
      .map(([, message]) => message);
    const found = problemsAt(preview, part).map(({ code, ...problem }) =>
      problemText({ name: code, ...problem })
    );
    const [...messages] = new Set(refused.length ? refused : found);
    return messages.length ? messages.join(' ') : undefined;
  };
};

const Heading = ({ index }: { index: number }) => {
  const text = useText();
  const { values, disabled, removeRow } = useMappingForm();
  const row = values.rows[index];
  return (
    <Flex justifyContent="space-between" gap={2}>
      <Typography variant="sigma" textColor="neutral600" tag="h3">
        {text('dotmailer.mappings.row', { number: index + 1 })}
      </Typography>
      {disabled ? null : (
        <IconButton
          type="button"
          variant="ghost"
          label={text('dotmailer.mappings.row.remove', { name: row?.dataField || index + 1 })}
          onClick={() => removeRow(index)}
        >
          <Trash />
        </IconButton>
      )}
    </Flex>
  );
};

/** One row: the fields on the left are joined into the data field on the right. */
export const Row = ({ row, index, fields, isLoading, preview }: Props) => {
  const text = useText();
  const { changeRow } = useMappingForm();
  const problemAt = useProblemsAt({ index, preview });
  const half = { col: 6, xs: 12, direction: 'column', alignItems: 'stretch' } as const;
  return (
    <Box
      role="group"
      aria-label={text('dotmailer.mappings.row.named', {
        number: index + 1,
        name: row.dataField || '–',
      })}
      padding={4}
      paddingTop={3}
      borderColor="neutral200"
      hasRadius
    >
      <Flex direction="column" alignItems="stretch" gap={2}>
        <Heading index={index} />
        <Grid.Root gap={5}>
          <Grid.Item {...half} gap={2} minWidth={0}>
            <Sources
              row={row}
              error={problemAt('sources')}
              onChange={(sources) => changeRow(index, { ...row, sources })}
            />
          </Grid.Item>
          <Grid.Item {...half} gap={4} minWidth={0}>
            <DataFieldSelect
              value={row.dataField}
              fields={fields}
              isLoading={isLoading}
              error={problemAt('dataField')}
              onChange={(dataField) => changeRow(index, { ...row, dataField })}
            />
            <TwoWay
              row={row}
              error={problemAt('twoWay')}
              onChange={(next) => changeRow(index, next)}
            />
          </Grid.Item>
        </Grid.Root>
      </Flex>
    </Box>
  );
};
