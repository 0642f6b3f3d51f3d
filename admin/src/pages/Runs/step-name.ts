import type { TextKey } from '../../text';

const TEXTS: Record<string, TextKey> = {
  'send-opt-outs': 'dotmailer.runs.step.sendOptOuts',
  'data-fields': 'dotmailer.runs.step.dataFields',
  'address-books': 'dotmailer.runs.step.addressBooks',
  suppressions: 'dotmailer.runs.step.suppressions',
  contacts: 'dotmailer.runs.step.contacts',
  unsubscribes: 'dotmailer.runs.step.unsubscribes',
  'full-read': 'dotmailer.runs.step.fullRead',
  pull: 'dotmailer.runs.step.pull',
  'new-records': 'dotmailer.runs.step.newRecords',
  changes: 'dotmailer.runs.step.changes',
  'host-updates': 'dotmailer.runs.step.hostUpdates',
  stage: 'dotmailer.runs.step.stage',
  'wait-for-removals': 'dotmailer.runs.step.removals',
  upload: 'dotmailer.runs.step.upload',
  'settle-uploads': 'dotmailer.runs.step.settle',
  export: 'dotmailer.runs.step.export',
  campaigns: 'dotmailer.runs.step.campaigns',
  'campaign-reports': 'dotmailer.runs.step.campaignReports',
};

/** The text of a step by the name the server records; null for one this panel has never heard of. */
export const stepText = (name: string): TextKey | null => TEXTS[name] ?? null;
