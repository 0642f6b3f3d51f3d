import { Typography, type TypographyProps } from '@strapi/design-system';

type Props = Omit<TypographyProps, 'tag'> & { tag?: 'span' | 'p' | 'dd' | 'li' | 'ul' };

/** Words somebody else wrote, an address or a name: however long, they break and stay in place. */
export const Words = ({ style, ...props }: Props) => (
  <Typography {...props} style={{ whiteSpace: 'normal', overflowWrap: 'anywhere', ...style }} />
);
