import type { ContentManagerPlugin } from '@strapi/content-manager/strapi-admin';
import type { StrapiApp } from '@strapi/strapi/admin';
import { AddToList } from './list-view/AddToList';
import { CreateFromView } from './list-view/CreateFromView';
import { ListPanel } from './ListPanel';
import { PersonPanel } from './PersonPanel';

type ContentManager = { apis: ContentManagerPlugin['config']['apis'] } & Pick<
  ReturnType<StrapiApp['getPlugin']>,
  'injectComponent'
>;

/** The plugin's places in the Content Manager: edit views of lists and people, list views of host collections. */
export const extendContentManager = (app: Pick<StrapiApp, 'getPlugin'>) => {
  const contentManager = app.getPlugin('content-manager') as unknown as ContentManager;
  contentManager.injectComponent('listView', 'actions', {
    name: 'dotmailer-create-from-view',
    Component: CreateFromView,
  });
  contentManager.apis.addBulkAction([AddToList]);
  contentManager.apis.addEditViewSidePanel([ListPanel, PersonPanel]);
};
