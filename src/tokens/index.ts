// The slice `tokens`: keeping a grant alive: its exchange, its renewal under a lease, its revocation, and the work
// that a process does for tokens on its own. `grant/` holds what a grant is, `spool/` what survives a killed process.
// How a link is made stands in `linking`, what a customer of the API gets in `access-tokens`. This manifest lists what
// the slice adds to the program; nothing imports the slice through it.

import { newId } from '../infra/ids/ids.js';
import type { Slice } from '../infra/slices/slice.js';
import { AccessService } from './access.service.js';
import { ExchangeService } from './exchange.service.js';
import { platformGrantEntity } from './grant/platform-grant.entity.js';
import { sealedTokens } from './grant/sealed-tokens.repository.js';
import { TokenPairStoreService } from './grant/token-pair-store.service.js';
import { TokenPairVaultService } from './grant/token-pair-vault.service.js';
import { KeepAliveSchedulerService } from './keep-alive-scheduler.service.js';
import { PlatformCallService } from './platform-call.service.js';
import { RefreshService } from './refresh.service.js';
import { RefreshOutcomeService } from './refresh-outcome.service.js';
import { RefusalCircuitBreakerService } from './refusal-circuit-breaker.service.js';
import { RenewalService } from './renewal.service.js';
import { RevocationService } from './revocation.service.js';
import { SpoolWriter } from './spool/spool.js';
import { SpoolFiles } from './spool/spool-files.js';
import { SpoolReplayService } from './spool/spool-replay.service.js';
import { SpoolSealer } from './spool/spool-seal.js';
import { TokenBackgroundService } from './token-background.service.js';

interface TokenServices {
  readonly access: AccessService;
  readonly exchange: ExchangeService;
  readonly keepAlive: KeepAliveSchedulerService;
  readonly platformCalls: PlatformCallService;
  readonly refresh: RefreshService;
  readonly refreshOutcomes: RefreshOutcomeService;
  readonly refusalCircuitBreaker: RefusalCircuitBreakerService;
  readonly renewal: RenewalService;
  readonly revocation: RevocationService;
  readonly spoolReplay: SpoolReplayService;
  readonly spoolSealer: () => SpoolSealer;
  readonly spoolWriter: SpoolWriter;
  readonly tokenBackground: TokenBackgroundService;
  readonly tokenPairStore: TokenPairStoreService;
  readonly tokenPairVault: TokenPairVaultService;
}

declare module '../infra/slices/slice.js' {
  interface Services extends TokenServices {}
}

export const tokens: Slice<TokenServices> = {
  name: 'tokens',
  entities: [platformGrantEntity],
  sealedTables: [sealedTokens],
  jobs: [
    {
      start: ({ tokenBackground }) => {
        tokenBackground.startBackgroundWork();
        return () => tokenBackground.stopBackgroundWork();
      },
      drain: ({ tokenBackground }) => tokenBackground.drain(),
    },
  ],
  // `leases`, not `database`, wherever a refresh reads or writes between its lease and its end. `grantStatements`
  // change a grant together with its link; the slice `links` provides them.
  services: {
    access: ({ database, config, logger }, { tokenPairVault, renewal }) =>
      new AccessService(database, tokenPairVault, renewal, config.refreshTiming, logger),
    exchange: ({ database, config, logger }, { platformCalls: calls, tokenPairVault: vault, revocation }) =>
      new ExchangeService({ database, calls, vault, revocation, logger, mayCall: config.tokenRefresh }),
    keepAlive: ({ database, config, logger }, { renewal, workspaces, workShares }) =>
      new KeepAliveSchedulerService({
        database,
        renewal,
        logger,
        perSecond: config.keepAlivePerSecond,
        timing: config.refreshTiming,
        workspaces,
        shares: workShares,
      }),
    platformCalls: (_, { providers, applications }) =>
      new PlatformCallService(providers, applications, `ledgerlink (${process.pid})`),
    refresh: ({ leases: database, config, logger }, all) =>
      new RefreshService({
        database,
        logger,
        timing: config.refreshTiming,
        vault: all.tokenPairVault,
        calls: all.platformCalls,
        store: all.tokenPairStore,
        outcomes: all.refreshOutcomes,
        revocation: all.revocation,
        spool: all.spoolWriter,
        sealer: all.spoolSealer,
        replay: () => all.spoolReplay.replay(),
      }),
    refreshOutcomes: ({ leases, logger }, { grantStatements, refusalCircuitBreaker }) =>
      new RefreshOutcomeService(leases, grantStatements, refusalCircuitBreaker, logger),
    refusalCircuitBreaker: ({ logger }) => new RefusalCircuitBreakerService(logger),
    renewal: ({ leases, config, logger }, { refresh, grantStatements: statements }) =>
      new RenewalService({
        leases,
        refresh,
        statements,
        timing: config.refreshTiming,
        logger,
        enabled: config.tokenRefresh,
      }),
    revocation: ({ leases, config, logger }, { platformCalls, tokenPairVault, grantStatements }) =>
      new RevocationService(leases, platformCalls, tokenPairVault, grantStatements, logger, config.tokenRefresh),
    spoolReplay: ({ leases: database, config, logger }, all) =>
      new SpoolReplayService({
        database,
        logger,
        writer: all.spoolWriter,
        files: new SpoolFiles(config.spoolDir),
        sealer: all.spoolSealer,
        store: all.tokenPairStore,
        revocation: all.revocation,
      }),
    // Per use: the key ring is known once the installation was opened.
    spoolSealer:
      ({ encryption }) =>
      () =>
        new SpoolSealer(encryption().vault.ring),
    spoolWriter: ({ config }) => new SpoolWriter(config.spoolDir, newId()),
    tokenBackground: ({ config, logger }, all) =>
      new TokenBackgroundService({
        spool: all.spoolWriter,
        replay: all.spoolReplay,
        keepAlive: all.keepAlive,
        renewal: all.renewal,
        exchange: all.exchange,
        logger,
        enabled: config.tokenRefresh,
      }),
    tokenPairStore: ({ leases, logger }, { tokenPairVault, grantStatements }) =>
      new TokenPairStoreService(leases, tokenPairVault, grantStatements, logger),
    tokenPairVault: ({ encryption }) => new TokenPairVaultService(encryption),
  },
  loaders: {},
};
