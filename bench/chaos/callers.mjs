import { Agent, request } from 'node:http';
import { sleep } from './fleet.mjs';

/** On average. */
const PAUSE_MS = 2_000;
/** So many times what the last answer took, at least: on a slow machine callers leave room for what they wait for. */
const PAUSE_TIMES = 8;
const PATIENCE_MS = 15_000;
const ISSUE = `mutation($linkId: ID!) { issueAccessToken(input: { linkId: $linkId }) {
  __typename ... on AccessTokenIssued { expiresInSeconds } ... on Problem { code } } }`;

/**
 * Starts callers for every process. Each asks for the token of a random link and then pauses. Answers are counted by
 * type. A connection that a kill broke is counted too, and the caller goes on.
 */
export function startCallers({ fleet, callers, key, links }) {
  const answers = {};
  let going = true;
  const count = (what) => {
    answers[what] = (answers[what] ?? 0) + 1;
  };
  const agents = fleet.members.map(() => new Agent({ keepAlive: true, maxSockets: 64 }));
  async function call(place) {
    for (let pauseMs = PAUSE_MS; ; ) {
      await sleep(Math.random() * pauseMs * 2);
      if (!going) return;
      const linkId = links[Math.floor(Math.random() * links.length)];
      const asked = performance.now();
      count(await issueToken(fleet.urlOf(place), agents[place], key, linkId));
      pauseMs = Math.max(PAUSE_MS, PAUSE_TIMES * (performance.now() - asked));
    }
  }
  const all = fleet.members.flatMap(({ place }) => Array.from({ length: callers }, () => call(place)));
  return {
    answers,
    async stop() {
      going = false;
      await Promise.all(all);
      for (const agent of agents) agent.destroy();
    },
  };
}

/** Calls `issueAccessToken` once and answers the name of the result type or of the error. */
export function issueToken(url, agent, key, linkId, force = false) {
  const query = force ? ISSUE.replace('linkId: $linkId }', 'linkId: $linkId, forceRefresh: true }') : ISSUE;
  const body = JSON.stringify({ query, variables: { linkId } });
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    authorization: `Bearer ${key}`,
  };
  return new Promise((resolve) => {
    const sent = request(url, { method: 'POST', agent, headers, timeout: PATIENCE_MS }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => (text += chunk));
      answer.on('end', () => resolve(nameOf(text)));
      answer.on('error', () => resolve('connection broken'));
    });
    sent.on('timeout', () => sent.destroy());
    sent.on('error', () => resolve('connection broken'));
    sent.end(body);
  });
}

function nameOf(text) {
  try {
    const { data, errors } = JSON.parse(text);
    return data?.issueAccessToken?.__typename ?? errors?.[0]?.extensions?.code ?? 'unreadable';
  } catch {
    return 'unreadable';
  }
}
