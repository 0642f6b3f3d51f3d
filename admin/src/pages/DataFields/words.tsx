import { Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { useText } from '../../text';
import type { DataField } from '../../../../contracts/data-fields';

const MIDNIGHT = /T00:00(:00)?(\.0+)?(Z|\+00:00)?$/;

/** A default value as people write it; a date keeps the vendor's own time zone, UTC. */
export const useDefaultText = () => {
  const text = useText();
  const { formatDate } = useIntl();
  return ({ type, defaultValue }: Pick<DataField, 'type' | 'defaultValue'>): string => {
    if (defaultValue === null) return '–';
    if (type === 'Boolean' && defaultValue === 'true') return text('dotmailer.yes');
    if (type === 'Boolean' && defaultValue === 'false') return text('dotmailer.no');
    if (type !== 'Date' || Number.isNaN(Date.parse(defaultValue))) return defaultValue;
    const time = MIDNIGHT.test(defaultValue) ? {} : ({ timeStyle: 'short' } as const);
    const zoned = /(Z|[+-]\d\d:?\d\d)$/i.test(defaultValue) ? defaultValue : `${defaultValue}Z`;
    return formatDate(zoned, { dateStyle: 'medium', ...time, timeZone: 'UTC' });
  };
};

/** What is special about a field, to stand below its name; nothing for an ordinary one. */
export const FieldRemark = ({ field }: { field: DataField }) => {
  const text = useText();
  if (!field.vanishedAt && !field.isSystem) return null;
  return (
    <Typography variant="pi" textColor={field.vanishedAt ? 'danger600' : 'neutral600'}>
      {text(field.vanishedAt ? 'dotmailer.vanished' : 'dotmailer.fields.system')}
    </Typography>
  );
};
