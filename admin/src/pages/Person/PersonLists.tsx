import { Flex, Link, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import type { Person, PersonList } from '../../../../contracts/people';
import { Words } from '../../components/Words';
import { useCanSeeLists } from '../../permissions';
import { routes } from '../../routes';
import { useText } from '../../text';
import { StateWords } from '../Members/cells';

const List = ({ list }: { list: PersonList }) => {
  const text = useText();
  const canSeeLists = useCanSeeLists();
  return (
    <Flex tag="li" direction="column" alignItems="flex-start" gap={1}>
      {canSeeLists ? (
        <Link tag={NavLink} to={routes.marketingList(list.id)}>
          <Words>{list.name}</Words>
        </Link>
      ) : (
        <Words textColor="neutral800">{list.name}</Words>
      )}
      <Words variant="pi" textColor="neutral600">
        {list.book === null
          ? text('dotmailer.people.list.unconnected')
          : text('dotmailer.people.list.book', { book: list.book })}
      </Words>
      <StateWords {...list} />
    </Flex>
  );
};

/** The lists a record is in or was removed from, and how it is doing there. */
export const PersonLists = ({ lists }: Pick<Person, 'lists'>) => {
  const text = useText();
  if (lists.length === 0) {
    return <Typography textColor="neutral600">{text('dotmailer.people.lists.none')}</Typography>;
  }
  return (
    <Flex
      tag="ul"
      direction="column"
      alignItems="stretch"
      gap={4}
      aria-label={text('dotmailer.lists.title')}
    >
      {lists.map((list) => (
        <List key={list.id} list={list} />
      ))}
    </Flex>
  );
};

/** When something of the record was last acknowledged, whatever the list; null for never. */
export const lastExportedOf = ({ lists }: Pick<Person, 'lists'>): string | null =>
  lists.reduce<string | null>((last, { lastExportedAt }) => {
    if (lastExportedAt === null) return last;
    return last === null || lastExportedAt > last ? lastExportedAt : last;
  }, null);
