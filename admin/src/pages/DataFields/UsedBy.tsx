import { Flex, Link, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import { CellText } from '../../components/DataTable';
import { useCan } from '../../permissions';
import { routes } from '../../routes';
import { useText } from '../../text';
import type { DataField } from '../../../../contracts/data-fields';

type Props = {
  field: DataField;
  /** The others are counted. */
  atMost?: number;
};

/** The mappings that fill a field, each by its collection; links for those who may open them. */
export const UsedBy = ({ field, atMost = Infinity }: Props) => {
  const text = useText();
  const canOpen = useCan('mappings.read');
  const { usedBy } = field;
  if (!usedBy.length) return <Typography textColor="neutral600">–</Typography>;
  const others = usedBy.length - atMost;
  return (
    <Flex direction="column" alignItems="flex-start">
      {usedBy.slice(0, atMost).map(({ mappingId, collectionName }) =>
        canOpen ? (
          <Link key={mappingId} tag={NavLink} to={routes.mapping(mappingId)}>
            <CellText textColor="primary600" maxWidth="12rem">
              {collectionName}
            </CellText>
          </Link>
        ) : (
          <CellText key={mappingId} maxWidth="12rem">
            {collectionName}
          </CellText>
        )
      )}
      {others > 0 ? (
        <Typography variant="pi" textColor="neutral600">
          {text('dotmailer.fields.usedBy.more', { count: others })}
        </Typography>
      ) : null}
    </Flex>
  );
};
