import { useIntl } from 'react-intl';
import type { AuditEntry } from '../../../../contracts/audit';
import { useText, type TextKey } from '../../text';
import { FIELD_OF } from '../Settings/values';

type Details = AuditEntry['details'];

/** Somebody's e-mail, or what acts without a name. */
export const useActorText = () => {
  const text = useText();
  return (actor: AuditEntry['actor']): string =>
    actor.kind === 'person' ? actor.email : text(`dotmailer.audit.actor.${actor.kind}`);
};

const CHANGE = /^(\S+): (.*) → (.*)$/;

/** `guard.share: 0.2 → 0.5` in the words of the settings page, which says it in percent. */
const useSettingText = () => {
  const text = useText();
  return (change: string): string => {
    const [, name = '', before = '', after = ''] = CHANGE.exec(change) ?? [];
    const field = FIELD_OF[name];
    if (!field) return change;
    const shown = (value: string) => (field === 'guardPercent' ? Number(value) * 100 : value);
    return `${text(`dotmailer.settings.${field}`)}: ${shown(before)} → ${shown(after)}`;
  };
};

/** "Integration: Main · Members: 3"; what has no text of its own is shown by its name. */
export const useDetailsText = () => {
  const text = useText();
  const { formatMessage, formatNumber, messages } = useIntl();
  const settingText = useSettingText();

  const word = (id: string, otherwise: string): string =>
    id in messages ? formatMessage({ id }) : otherwise;

  const valueText = (name: string, value: Details[string]): string => {
    if (typeof value === 'boolean') return text(value ? 'dotmailer.yes' : 'dotmailer.no');
    if (typeof value === 'number') return formatNumber(value);
    if (Array.isArray(value))
      return (name === 'settings' ? value.map(settingText) : value).join(', ');
    return word(`dotmailer.audit.${name}.${value}`, value);
  };

  return (details: Details): string =>
    Object.entries(details)
      .filter(([, value]) => value !== '')
      .map(([name, value]) =>
        name === 'settings'
          ? valueText(name, value)
          : `${word(`dotmailer.audit.detail.${name}`, name)}: ${valueText(name, value)}`
      )
      .join(' · ');
};

/** "Marketing list", for the kind of a subject. */
export const kindText = (kind: NonNullable<AuditEntry['subject']>['kind']): TextKey =>
  `dotmailer.audit.kind.${kind}`;
