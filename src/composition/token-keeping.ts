import { ApplicationService } from '../credentials/application.service.js';
import type { Config } from '../infra/config/config.js';
import type { Database } from '../infra/database/database.js';
import { newId } from '../infra/ids/ids.js';
import type { Logger } from '../infra/observability/logger.js';
import type { EncryptionContext } from '../infra/secrets/installation.js';
import { createProviders } from '../providers/registry.js';
import { AccessService } from '../tokens/access.service.js';
import { ExchangeService } from '../tokens/exchange.service.js';
import type { GrantHolders } from '../tokens/grant/grant.outcomes.js';
import { TokenPairStoreService } from '../tokens/grant/token-pair-store.service.js';
import { TokenPairVaultService } from '../tokens/grant/token-pair-vault.service.js';
import { KeepAliveSchedulerService } from '../tokens/keep-alive-scheduler.service.js';
import { PlatformCallService } from '../tokens/platform-call.service.js';
import { RefreshService } from '../tokens/refresh.service.js';
import { RefreshOutcomeService } from '../tokens/refresh-outcome.service.js';
import { RefusalCircuitBreakerService } from '../tokens/refusal-circuit-breaker.service.js';
import { RenewalService } from '../tokens/renewal.service.js';
import { RevocationService } from '../tokens/revocation.service.js';
import { SpoolWriter } from '../tokens/spool/spool.js';
import { SpoolFiles } from '../tokens/spool/spool-files.js';
import { SpoolReplayService } from '../tokens/spool/spool-replay.service.js';
import { SpoolSealer } from '../tokens/spool/spool-seal.js';
import { TokenBackgroundService } from '../tokens/token-background.service.js';

export interface TokenKeepingOptions {
  readonly config: Pick<
    Config,
    'spoolDir' | 'tokenRefresh' | 'refreshTiming' | 'keepAlivePerSecond' | 'sandboxUrl'
  >;
  readonly database: Database;
  /** Two connections of its own: a crowd of callers must not keep a turn from its lease. */
  readonly leases: Database;
  readonly encryption: () => EncryptionContext;
  readonly holders: GrantHolders;
  readonly logger: Logger;
  idPages(): AsyncIterable<readonly string[]>;
}

export interface TokenKeeping {
  readonly access: AccessService;
  readonly renewal: RenewalService;
  readonly exchange: ExchangeService;
  readonly revocation: RevocationService;
  readonly replay: SpoolReplayService;
  readonly keepAlive: KeepAliveSchedulerService;
  readonly background: TokenBackgroundService;
}

/** The part of the composition root that makes what keeps tokens alive. Sends nothing and writes nothing by itself. */
export function createTokenKeeping(options: TokenKeepingOptions): TokenKeeping {
  const { config, database, leases, holders, logger } = options;
  const { refreshTiming: timing, tokenRefresh: enabled } = config;
  const owner = newId();
  const { vault, calls, revocation, spool, replay, refresh } = createRefreshing(options, owner);
  const renewal = new RenewalService({ leases, refresh, holders, timing, logger, owner, enabled });
  const access = new AccessService(database, vault, renewal, timing, logger);
  const exchange = new ExchangeService({ database, calls, vault, revocation, logger, mayCall: enabled });
  const perSecond = config.keepAlivePerSecond;
  const keepAlive = new KeepAliveSchedulerService({
    database,
    renewal,
    logger,
    perSecond,
    timing,
    idPages: options.idPages,
  });
  const background = new TokenBackgroundService({
    spool,
    replay,
    keepAlive,
    renewal,
    exchange,
    logger,
    enabled,
  });
  return { access, renewal, exchange, revocation, replay, keepAlive, background };
}

/** What takes one turn at refreshing, from the call to the stored pair, and what is left behind when it is cut short. */
function createRefreshing(options: TokenKeepingOptions, owner: string) {
  const { config, leases, encryption, holders, logger } = options;
  const { refreshTiming: timing, tokenRefresh: enabled } = config;
  const vault = new TokenPairVaultService(encryption);
  const providers = createProviders({ sandboxUrl: config.sandboxUrl });
  const calls = new PlatformCallService(
    providers,
    new ApplicationService(encryption),
    `ledgerlink (${process.pid})`,
  );
  const revocation = new RevocationService(leases, calls, vault, holders, logger, enabled);
  const store = new TokenPairStoreService(leases, vault, holders, logger);
  const outcomes = new RefreshOutcomeService(
    leases,
    holders,
    new RefusalCircuitBreakerService(logger),
    logger,
  );
  const spool = new SpoolWriter(config.spoolDir, owner);
  const sealer = () => new SpoolSealer(encryption().vault.ring);
  const files = new SpoolFiles(config.spoolDir);
  const common = { database: leases, store, revocation, sealer, logger };
  const replay = new SpoolReplayService({ ...common, writer: spool, files });
  const attempt = { vault, calls, outcomes, spool, timing, replay: () => replay.replay() };
  return { vault, calls, revocation, spool, replay, refresh: new RefreshService({ ...common, ...attempt }) };
}
