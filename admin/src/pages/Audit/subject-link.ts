import type { AuditEntry } from '../../../../contracts/audit';
import { useCan, useCanSeeLists } from '../../permissions';
import { routes } from '../../routes';

type Subject = NonNullable<AuditEntry['subject']>;

/** Where a subject is shown: nowhere when it is gone, or the person may not see it. */
export const useSubjectLink = () => {
  const canSeeIntegrations = useCan('integrations.read');
  const canSeeBooks = useCan('address-books.read');
  const canSeeFields = useCan('data-fields.read');
  const canSeeMappings = useCan('mappings.read');
  const canSeeRuns = useCan('runs.read');
  const canSeeCampaigns = useCan('campaigns.read');
  const canSeeLists = useCanSeeLists();

  return ({ kind, id, name, exists }: Subject): string | null => {
    if (!exists) return null;
    switch (kind) {
      case 'integration':
        return canSeeIntegrations ? routes.integration(Number(id)) : null;
      case 'address-book':
        return canSeeBooks ? `${routes.addressBooks}?_q=${encodeURIComponent(name)}` : null;
      case 'data-field':
        return canSeeFields ? routes.dataField(Number(id)) : null;
      case 'mapping':
        return canSeeMappings ? routes.mapping(Number(id)) : null;
      case 'run':
        return canSeeRuns ? routes.run(Number(id)) : null;
      case 'marketing-campaign':
        return canSeeCampaigns ? routes.marketingCampaign(Number(id)) : null;
      case 'list':
        return canSeeLists ? routes.marketingList(id) : null;
    }
  };
};
