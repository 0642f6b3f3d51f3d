import type { Answer, Site } from './site';

/** Everything that left the site: answers to requests, and log lines of every level. */
export type Witness = {
  /** Like `site.request`, and remembers the answer. */
  request: Site['request'];
  answers: string[];
  logLines: string[];
};

/** Listens to a site from now on. The log is set to its most talkative level, but prints nothing. */
export const witnessOf = (site: Site): Witness => {
  const answers: string[] = [];
  const logLines: string[] = [];
  const { log } = site.strapi;
  log.level = 'silly';
  log.transports.forEach((transport) => {
    transport.silent = true;
  });
  log.on('data', (line: { level: string; message: unknown; stack?: string }) => {
    logLines.push(`${line.level} ${String(line.message)} ${line.stack ?? ''}`);
  });
  return {
    answers,
    logLines,
    request: async <T>(...call: Parameters<Site['request']>): Promise<Answer<T>> => {
      const answer = await site.request<T>(...call);
      answers.push(JSON.stringify(answer.body));
      return answer;
    },
  };
};
