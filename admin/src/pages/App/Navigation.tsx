import { SubNav } from '@strapi/strapi/admin';
import { useCan, useCanSeeLists } from '../../permissions';
import { routes } from '../../routes';
import { useText } from '../../text';

/** The plugin's own side navigation. `started`: an integration exists. */
export const Navigation = ({ started }: { started: boolean }) => {
  const text = useText();
  const canSeeBooks = useCan('address-books.read');
  const canSeeFields = useCan('data-fields.read');
  const canSeeMappings = useCan('mappings.read');
  const canSeeCampaigns = useCan('campaigns.read');
  const canSeeRuns = useCan('runs.read');
  const canUseStudio = useCan('studio.use');
  const canSeeLists = useCanSeeLists();
  const canSeeIntegrations = useCan('integrations.read');
  const canSeeAudit = useCan('audit.read');

  const links = [
    started && { to: routes.overview, label: text('dotmailer.overview.title'), end: true },
    started && canSeeBooks && { to: routes.addressBooks, label: text('dotmailer.books.title') },
    started && canSeeFields && { to: routes.dataFields, label: text('dotmailer.fields.title') },
    started && canSeeMappings && { to: routes.mappings, label: text('dotmailer.mappings.title') },
    started &&
      canSeeCampaigns && { to: routes.campaigns, label: text('dotmailer.campaigns.title') },
    started &&
      canSeeCampaigns && {
        to: routes.marketingCampaigns,
        label: text('dotmailer.marketing.title'),
      },
    started && canSeeRuns && { to: routes.runs, label: text('dotmailer.runs.title') },
    started && canSeeLists && { to: routes.marketingLists, label: text('dotmailer.lists.title') },
    started && canUseStudio && { to: routes.studio, label: text('dotmailer.studio.title') },
    started && canSeeAudit && { to: routes.audit, label: text('dotmailer.audit.title') },
    canSeeIntegrations && { to: routes.integrations, label: text('dotmailer.integrations.title') },
  ].filter((link) => link !== false);

  return (
    <SubNav.Main aria-label={text('dotmailer.plugin.name')}>
      <SubNav.Header label={text('dotmailer.plugin.name')} />
      <SubNav.Content>
        <SubNav.Sections>
          {[
            <SubNav.Section key="pages" label={text('dotmailer.nav.pages')}>
              {links.map((link) => (
                <SubNav.Link key={link.to} {...link} />
              ))}
            </SubNav.Section>,
          ]}
        </SubNav.Sections>
      </SubNav.Content>
    </SubNav.Main>
  );
};
