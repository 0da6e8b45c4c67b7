import { headersToCaller } from './header.rules.js';
import { locationFor } from './path.rules.js';
import { type RequestOutcome, requestProblem, unanswered } from './platform-request.outcomes.js';
import type { SendEnd } from './request-sending.service.js';

/**
 * What a caller gets of how sending ended. `prefix`: the path under which this API answers for the platform's base.
 */
export function replyTo(prefix: string, end: SendEnd): RequestOutcome {
  if (end.kind === 'refused') return end.refusal;
  const { step, answer, held, url } = end;
  const { api, requests } = held.provider;
  if (answer === undefined || step === 'unknown') {
    answer?.body.destroy();
    return step === 'unknown' ? requestProblem('OutcomeUnknown') : unanswered();
  }
  const { status, headers, body } = answer;
  const business = requests.businessOf(headers);
  if (business !== undefined && held.access.businessId !== null && business !== held.access.businessId) {
    body.destroy();
    return requestProblem('BusinessDiffers');
  }
  const base = api.baseUrl(held.access);
  const id = requests.requestIdOf(headers);
  const location = headers.location && locationFor(headers.location, base, url, prefix);
  const reply: Record<string, string> = headersToCaller(headers);
  if (headers['content-length'] !== undefined) reply['content-length'] = headers['content-length'];
  if (id !== undefined) reply['x-platform-request-id'] = id;
  if (location) reply.location = location;
  return {
    kind: 'PlatformReply',
    status,
    headers: reply,
    body,
    outcome: step === 'answer-unknown' ? 'unknown' : null,
  };
}
