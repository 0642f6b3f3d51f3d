import type { Db } from '../db';
import { createActivities } from './activities';
import { createCampaignBooks } from './campaign-books';
import { createCampaignEvents } from './campaign-events';
import { createCampaignPeople } from './campaign-people';
import { createCampaignRows } from './campaigns';
import { createCampaignSummaries } from './campaign-summaries';
import { createListEngagement } from './list-engagement';
import { createMarketingCampaigns } from './marketing-campaigns';
import { createReportedCampaigns } from './reported-campaigns';
import { createSentCampaigns } from './sent-campaigns';
import { createPersonActivity } from './person-activity';
import { createCampaignPages } from './campaign-page';
import { createEventSeries } from './event-series';
import { createRecipients } from './recipients';

/** Campaigns, what became of them, and the editors' groupings of them. */
export const createCampaigns = (db: Db) => ({
  rows: createCampaignRows(db),
  books: createCampaignBooks(db),
  summaries: createCampaignSummaries(db),
  activities: createActivities(db),
  events: createCampaignEvents(db),
  marketing: createMarketingCampaigns(db),
  reported: createReportedCampaigns(db),
  sent: createSentCampaigns(db),
  people: createCampaignPeople(db),
  lists: createListEngagement(db),
  persons: createPersonActivity(db),
  pages: createCampaignPages(db),
  recipients: createRecipients(db),
  series: createEventSeries(db),
});
