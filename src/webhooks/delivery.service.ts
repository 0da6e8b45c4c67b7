import type { Caller } from '../infra/database/caller.js';
import type { Database } from '../infra/database/database.js';
import { type DeliveryFilter, type DeliveryRow, listDeliveries } from './delivery-log.repository.js';

/** The log of what was delivered. */
export class DeliveryService {
  constructor(private readonly database: Database) {}

  list({ workspaceId, signal }: Caller, filter: DeliveryFilter): Promise<DeliveryRow[]> {
    return listDeliveries(this.database.reader(signal), workspaceId, filter);
  }
}
