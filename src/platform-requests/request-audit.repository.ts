import { recordChangeOf } from '../audit/audit-event.repository.js';
import { companyNameOfLink } from '../companies/company.repository.js';
import { defineStatement } from '../infra/database/statement.js';

/** Records a write to a platform. */
export const recordRequest = defineStatement([recordChangeOf(companyNameOfLink)()]);
