import { Box, SingleSelect, SingleSelectOption } from '@strapi/design-system';
import { SearchInput, useQueryParams } from '@strapi/strapi/admin';
import { useText } from '../../text';
import { MEMBER_STATE_NAMES } from './states';

const ALL = '$all';

const StateFilter = () => {
  const text = useText();
  const [{ query }, setQuery] = useQueryParams<{ state?: string }>();
  return (
    <Box minWidth="22rem">
      <SingleSelect
        size="S"
        aria-label={text('dotmailer.members.filter')}
        value={MEMBER_STATE_NAMES.find((state) => state === query.state) ?? ALL}
        onChange={(state) =>
          state === ALL ? setQuery({ state: '' }, 'remove') : setQuery({ state: String(state) })
        }
      >
        <SingleSelectOption value={ALL}>{text('dotmailer.members.filter.all')}</SingleSelectOption>
        {MEMBER_STATE_NAMES.map((state) => (
          <SingleSelectOption key={state} value={state}>
            {text(`dotmailer.members.state.${state}`)}
          </SingleSelectOption>
        ))}
      </SingleSelect>
    </Box>
  );
};

/** Search by the beginning of the e-mail, for whoever may read it, and the state filter. */
export const Toolbar = ({ canSearch }: { canSearch: boolean }) => {
  const text = useText();
  return (
    <>
      {canSearch ? (
        <SearchInput
          label={text('dotmailer.members.search')}
          placeholder={text('dotmailer.members.search.placeholder')}
        />
      ) : null}
      <StateFilter />
    </>
  );
};
