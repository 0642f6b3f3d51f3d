import { Status, Typography, type StatusVariant } from '@strapi/design-system';

type Props = { variant: StatusVariant; children: string };

/** A state in one or two words, coloured; the words alone carry the meaning. */
export const StatusBadge = ({ variant, children }: Props) => (
  <Status variant={variant} size="S" display="inline-flex" maxWidth="100%">
    <Typography tag="span" variant="omega" fontWeight="bold" ellipsis>
      {children}
    </Typography>
  </Status>
);
