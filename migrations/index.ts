import { Initial0000000000001 } from './0001-initial.js';
import { Linking0000000000002 } from './0002-linking.js';
import { CountryOptional0000000000003 } from './0003-country-optional.js';
import { AuditLabels0000000000004 } from './0004-audit-labels.js';
import { KeyHealth0000000000005 } from './0005-key-health.js';
import { RefusedGrants0000000000006 } from './0006-refused-grants.js';
import { LinksByName0000000000007 } from './0007-links-by-name.js';
import { PlatformRequests0000000000008 } from './0008-platform-requests.js';
import { BackgroundProcesses0000000000009 } from './0009-background-processes.js';
import { PulledData0000000000010 } from './0010-pulled-data.js';
import { Events0000000000011 } from './0011-events.js';
import { KeptAnswers0000000000012 } from './0012-kept-answers.js';
import { LinksOfSet0000000000013 } from './0013-links-of-set.js';
import { ToldStates0000000000014 } from './0014-told-states.js';
import { LinksByChange0000000000017 } from './0017-links-by-change.js';
import { MappingPosition0000000000018 } from './0018-mapping-position.js';

/** Listed, not globbed: the order is the list's, and the build and the sources cannot disagree. */
export const migrations = [
  Initial0000000000001,
  Linking0000000000002,
  CountryOptional0000000000003,
  AuditLabels0000000000004,
  KeyHealth0000000000005,
  RefusedGrants0000000000006,
  LinksByName0000000000007,
  PlatformRequests0000000000008,
  BackgroundProcesses0000000000009,
  PulledData0000000000010,
  Events0000000000011,
  KeptAnswers0000000000012,
  LinksOfSet0000000000013,
  ToldStates0000000000014,
  LinksByChange0000000000017,
  MappingPosition0000000000018,
];
