import { addressBook } from './address-book';
import { integration } from './integration';
import { peopleModels } from './lean-people';
import { workModels } from './lean-work';
import { marketingList } from './marketing-list';

export const leanModels = [...peopleModels, ...workModels];

export const contentTypes = {
  integration: { schema: integration },
  'address-book': { schema: addressBook },
  'marketing-list': { schema: marketingList },
};
