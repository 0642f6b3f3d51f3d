import * as contract from '../../../contracts/settings';
import type { Deps } from '../sync/deps';
import { changedSettings, ifAny } from './audited';
import { endpoint, type Area } from './endpoint';

const toAnswer = async (deps: Deps): Promise<contract.SettingsAnswer> => {
  const { config, repositories, secrets } = deps;
  return {
    settings: await repositories.settings.effective(),
    defaults: repositories.settings.defaults(),
    environment: {
      syncOff: !config.sync,
      encryptionKey: secrets.available(),
      entryUrl: config.api.entryUrl,
      allowedHosts: config.api.allowedHosts ?? [],
    },
  };
};

const find = endpoint({
  name: 'find',
  method: 'GET',
  path: '/settings',
  permission: 'settings.manage',
  handle: ({ deps }) => toAnswer(deps),
});

const update = endpoint({
  name: 'update',
  method: 'PUT',
  path: '/settings',
  permission: 'settings.manage',
  body: contract.settings,
  handle: async ({ deps, body }) => {
    await deps.repositories.settings.save(body);
    return toAnswer(deps);
  },
  audit: async ({ deps }) => {
    const before = await deps.repositories.settings.effective();
    return ({ settings: after }) => {
      const changed = changedSettings(before, after);
      const details = { settings: changed };
      return ifAny(changed.length, { action: 'settings.changed', subject: null, details });
    };
  },
});

export const settings: Area = { name: 'settings', endpoints: [find, update] };
