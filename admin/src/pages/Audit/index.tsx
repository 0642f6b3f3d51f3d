import { Filters, Layouts, Page, SearchInput } from '@strapi/strapi/admin';
import { useDotmailerAuditQuery } from '../../api/audit';
import { useKeyPages } from '../../components/key-pages';
import { KeyPaging } from '../../components/KeyPaging';
import { useListParams } from '../../components/list-query';
import { Loaded } from '../../components/Loaded';
import { permissions } from '../../permissions';
import { useText } from '../../text';
import { AuditTable } from './AuditTable';
import { beginningOf, endOf, FILTERS, useFilterOptions } from './filters';

const PAGE_SIZE = 20;

/** One page of what the address asks for. */
const useAuditPage = () => {
  const { params, isNarrowed } = useListParams(FILTERS);
  const { search, action, actor, from, to } = params;
  const asked = { search, action, actor, from: beginningOf(from), to: endOf(to) };
  const { after, page, stepsOf } = useKeyPages(JSON.stringify(asked));
  const trail = useDotmailerAuditQuery(
    { ...asked, after, pageSize: PAGE_SIZE },
    { refetchOnMountOrArgChange: true }
  );
  return { trail, isNarrowed, page, ...stepsOf(trail) };
};

const Audit = () => {
  const text = useText();
  const filters = useFilterOptions();
  const { trail, isNarrowed, page, toNext, toPrevious } = useAuditPage();
  const { currentData } = trail;
  return (
    <Page.Main>
      <Page.Title>{text('dotmailer.audit.title')}</Page.Title>
      <Layouts.Header
        title={text('dotmailer.audit.title')}
        subtitle={text('dotmailer.audit.subtitle')}
      />
      <Layouts.Action
        startActions={
          <>
            <SearchInput
              label={text('dotmailer.audit.search')}
              placeholder={text('dotmailer.audit.search.placeholder')}
            />
            <Filters.Root options={filters}>
              <Filters.Trigger />
              <Filters.Popover zIndex={499} />
              <Filters.List />
            </Filters.Root>
          </>
        }
      />
      <Layouts.Content>
        <Loaded query={trail}>
          {(data) => (
            <>
              <AuditTable
                entries={(currentData ?? data).results}
                isLoading={!currentData}
                empty={{
                  content: text(
                    isNarrowed ? 'dotmailer.audit.empty.filtered' : 'dotmailer.audit.empty'
                  ),
                }}
              />
              <KeyPaging
                data={currentData ?? data}
                page={page}
                toNext={toNext}
                toPrevious={toPrevious}
              />
            </>
          )}
        </Loaded>
      </Layouts.Content>
    </Page.Main>
  );
};

/** Who did what. */
const AuditPage = () => (
  <Page.Protect permissions={permissions('audit.read')}>
    <Audit />
  </Page.Protect>
);

export default AuditPage;
