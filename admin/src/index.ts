import { Mail } from '@strapi/icons';
import type { StrapiApp } from '@strapi/strapi/admin';
import { extendContentManager } from './content-manager';
import { customFields } from './custom-fields';
import { MENU_PERMISSIONS, permissions } from './permissions';
import { PLUGIN_ID } from './plugin-id';

export default {
  register(app: StrapiApp) {
    app.registerPlugin({ id: PLUGIN_ID, name: PLUGIN_ID });

    app.addMenuLink({
      to: `plugins/${PLUGIN_ID}`,
      icon: Mail,
      intlLabel: { id: 'dotmailer.plugin.name', defaultMessage: 'Dotmailer' },
      permissions: MENU_PERMISSIONS,
      Component: () => import('./pages/App'),
    });

    app.addSettingsLink(
      { id: PLUGIN_ID, intlLabel: { id: 'dotmailer.plugin.name', defaultMessage: 'Dotmailer' } },
      [
        {
          id: `${PLUGIN_ID}-integrations`,
          to: `${PLUGIN_ID}/integrations`,
          intlLabel: { id: 'dotmailer.integrations.title', defaultMessage: 'Integrations' },
          permissions: permissions('integrations.read'),
          Component: () => import('./pages/Integrations'),
        },
        {
          id: `${PLUGIN_ID}-settings`,
          to: `${PLUGIN_ID}/settings`,
          intlLabel: { id: 'dotmailer.settings.title', defaultMessage: 'Settings' },
          permissions: permissions('settings.manage'),
          Component: () => import('./pages/Settings'),
        },
      ]
    );

    app.customFields.register(customFields);
  },

  bootstrap(app: Pick<StrapiApp, 'getPlugin'>) {
    extendContentManager(app);
  },

  async registerTrads({ locales }: { locales: string[] }) {
    return Promise.all(
      locales.map((locale) =>
        import(`./translations/${locale}.json`).then(
          (module: { default: Record<string, string> }) => ({ locale, data: module.default }),
          () => ({ locale, data: {} })
        )
      )
    );
  },
};
