/** The levers of campaigns as `/control` offers them. */
import { CAMPAIGN_STATUSES, CAMPAIGN_TYPES, type CampaignDraft } from '../campaigns/campaign';
import { REACTIONS } from '../campaigns/reactions';
import type { ControlAction } from './actions';
import type { Arguments } from './arguments';

export const campaignActions: ControlAction[] = [
  {
    name: 'createCampaign',
    run: ({ account, args }) => account.createCampaign(readDraft(args)),
  },
  {
    name: 'editCampaign',
    run: ({ account, args }) => account.editCampaign(args.number('campaignId'), readDraft(args)),
  },
  {
    name: 'sendCampaign',
    run: ({ account, args }) =>
      account.sendCampaign(args.number('campaignId'), {
        bookIds: args.numbers('bookIds'),
        ...numbers(args, ['ago', 'first']),
      }),
  },
  {
    name: 'sendNewCampaign',
    run: ({ account, args }) =>
      account.sendNewCampaign({
        bookIds: args.numbers('bookIds'),
        ...numbers(args, ['ago']),
        ...readDraft(args),
      }),
  },
  {
    name: 'finishSending',
    run: ({ account, args }) => account.finishSending(args.number('campaignId')),
  },
  {
    name: 'setCampaignStatus',
    run: ({ account, args }) =>
      account.setCampaignStatus(
        args.number('campaignId'),
        args.optionalWord('status', CAMPAIGN_STATUSES) ?? 'Sent'
      ),
  },
  {
    name: 'removeCampaign',
    run: ({ account, args }) => account.removeCampaign(args.number('campaignId')),
  },
  {
    name: 'react',
    run: ({ account, args }) => ({
      people: account.react(
        args.number('campaignId'),
        args.optionalWord('reaction', REACTIONS) ?? 'open',
        {
          ...numbers(args, ['count', 'times', 'over', 'bookId']),
          ...texts(args, ['email', 'url']),
        }
      ),
    }),
  },
  {
    name: 'simulateReactions',
    run: ({ account, args }) =>
      account.simulateReactions(args.number('campaignId'), args.optionalNumber('days')),
  },
  { name: 'campaigns', run: ({ account }) => account.campaigns() },
  { name: 'campaign', run: ({ account, args }) => account.campaign(args.number('campaignId')) },
];

const readDraft = (args: Arguments): Partial<CampaignDraft> => {
  const type = args.optionalWord('type', CAMPAIGN_TYPES);
  return {
    ...texts(args, ['name', 'subject', 'fromName', 'fromEmail', 'htmlContent', 'plainTextContent']),
    ...numbers(args, ['scheduledAt']),
    ...(type === undefined ? {} : { type }),
    ...(args.any('isSplitTest') === undefined
      ? {}
      : { isSplitTest: String(args.any('isSplitTest')) === 'true' }),
  };
};

/** Those of the named arguments that are given. */
const numbers = <Name extends string>(args: Arguments, names: readonly Name[]) =>
  given(names, (name) => args.optionalNumber(name));
const texts = <Name extends string>(args: Arguments, names: readonly Name[]) =>
  given(names, (name) => args.optionalText(name));

const given = <Name extends string, Value>(
  names: readonly Name[],
  read: (name: Name) => Value | undefined
): Partial<Record<Name, Value>> =>
  Object.fromEntries(
    names.map((name) => [name, read(name)]).filter(([, value]) => value !== undefined)
  ) as Partial<Record<Name, Value>>;
