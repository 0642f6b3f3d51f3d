import { Box, Button, Flex, Tabs, Typography } from '@strapi/design-system';
import { Images } from '@strapi/icons';
import { useState } from 'react';
import { useDotmailerCampaignContentQuery } from '../../api/campaigns';
import { Loaded } from '../../components/Loaded';
import { Notice } from '../../components/Notice';
import { Panel } from '../../components/Panel';
import { Words } from '../../components/Words';
import { useText } from '../../text';
import { mailDocument } from './mail-document';
import type { CampaignContent } from '../../../../contracts/campaigns';

const Html = ({ html }: { html: string }) => {
  const text = useText();
  const [withImages, setWithImages] = useState(false);
  return (
    <Flex direction="column" alignItems="stretch" gap={4}>
      {withImages ? (
        <Typography variant="pi" textColor="neutral600">
          {text('dotmailer.campaigns.mail.images.blocked')}
        </Typography>
      ) : (
        <Notice
          variant="info"
          title={text('dotmailer.campaigns.mail.images.hidden')}
          action={
            <Button
              variant="secondary"
              size="S"
              startIcon={<Images />}
              onClick={() => setWithImages(true)}
            >
              {text('dotmailer.campaigns.mail.images')}
            </Button>
          }
        >
          {text('dotmailer.campaigns.mail.images.hint')}
        </Notice>
      )}
      <Box
        tag="iframe"
        // A document that is loaded anew: a policy cannot be loosened in one that is there.
        key={String(withImages)}
        title={text('dotmailer.campaigns.mail.frame')}
        sandbox=""
        referrerPolicy="no-referrer"
        srcDoc={mailDocument(html, withImages)}
        width="100%"
        height="64rem"
        borderColor="neutral200"
        hasRadius
      />
    </Flex>
  );
};

const Versions = ({ html, text: plain }: CampaignContent) => {
  const text = useText();
  if (html === null && plain === null)
    return <Typography textColor="neutral600">{text('dotmailer.campaigns.mail.empty')}</Typography>;
  return (
    <Tabs.Root variant="simple" defaultValue={html === null ? 'text' : 'html'}>
      <Tabs.List aria-label={text('dotmailer.campaigns.mail.version')}>
        {html === null ? null : (
          <Tabs.Trigger value="html">{text('dotmailer.campaigns.mail.html')}</Tabs.Trigger>
        )}
        {plain === null ? null : (
          <Tabs.Trigger value="text">{text('dotmailer.campaigns.mail.text')}</Tabs.Trigger>
        )}
      </Tabs.List>
      {html === null ? null : (
        <Tabs.Content value="html">
          <Box paddingTop={4}>
            <Html html={html} />
          </Box>
        </Tabs.Content>
      )}
      {plain === null ? null : (
        <Tabs.Content value="text">
          <Box paddingTop={4}>
            <Words tag="p" textColor="neutral800" style={{ whiteSpace: 'pre-wrap' }}>
              {plain}
            </Words>
          </Box>
        </Tabs.Content>
      )}
    </Tabs.Root>
  );
};

/** The mail itself, as HTML and as text; it cannot do anything here. */
export const Mail = ({ campaignId }: { campaignId: number }) => {
  const content = useDotmailerCampaignContentQuery(campaignId);
  return (
    <Panel>
      <Loaded query={content}>{(data) => <Versions {...data} />}</Loaded>
    </Panel>
  );
};
