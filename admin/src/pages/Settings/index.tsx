import { Page } from '@strapi/strapi/admin';
import { useDotmailerSettingsQuery } from '../../api/settings';
import { Loaded } from '../../components/Loaded';
import { permissions } from '../../permissions';
import { useText } from '../../text';
import { SettingsForm } from './SettingsForm';

const Settings = () => {
  const text = useText();
  const answer = useDotmailerSettingsQuery();
  return (
    <Page.Main>
      <Page.Title>{text('dotmailer.settings.title')}</Page.Title>
      <Loaded query={answer}>{(data) => <SettingsForm answer={data} />}</Loaded>
    </Page.Main>
  );
};

/** Settings -> Dotmailer -> Settings. */
export default function SettingsPage() {
  return (
    <Page.Protect permissions={permissions('settings.manage')}>
      <Settings />
    </Page.Protect>
  );
}
