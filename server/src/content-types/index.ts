import { addressBook } from './address-book';
import { dataField } from './data-field';
import { integration } from './integration';
import { peopleModels } from './lean-people';
import { workModels } from './lean-work';
import { mapping } from './mapping';
import { marketingList } from './marketing-list';

export const leanModels = [...peopleModels, ...workModels];

export const contentTypes = {
  integration: { schema: integration },
  'address-book': { schema: addressBook },
  'data-field': { schema: dataField },
  mapping: { schema: mapping },
  'marketing-list': { schema: marketingList },
};
