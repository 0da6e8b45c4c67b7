import { recordChangeOf } from '../audit/audit-event.repository.js';
import { companyNameOfLink } from '../companies/company.repository.js';
import { defineStatement } from '../infra/database/statement.js';

/** Records what was done with the platform, or the data, of a link. */
export const recordOfLink = defineStatement([recordChangeOf(companyNameOfLink)()]);
