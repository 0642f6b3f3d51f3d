import { Flex, Link, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import { useText } from '../../text';
import { collectionView } from '../list-view/view-link';

/** A manual list has no filter: says where its members are picked. */
export const ManualMembers = ({ collection }: { collection: string }) => {
  const text = useText();
  return (
    <Flex direction="column" alignItems="flex-start" gap={1}>
      <Typography textColor="neutral600">{text('dotmailer.content-manager.manual')}</Typography>
      <Link tag={NavLink} to={collectionView(collection)}>
        {text('dotmailer.content-manager.openCollection')}
      </Link>
    </Flex>
  );
};
