import { balanceSchema } from './balances.js';
import { changeSchema } from './changes.js';
import { erasedServerSchema } from './erased-servers.js';
import { erasureSchema } from './erasures.js';
import { expenseSchema } from './expenses.js';
import { guildSchema } from './guilds.js';
import { handledRequestSchema } from './handled-requests.js';
import { jobPlanSchema } from './job-plans.js';
import { jobRunSchema } from './job-runs.js';
import { memberSchema } from './members.js';
import { noticeSchema } from './notices.js';
import { userSchema } from './users.js';

/** The schema of every collection, by the collection's name. */
export const schemas = {
  users: userSchema,
  guilds: guildSchema,
  members: memberSchema,
  expenses: expenseSchema,
  balances: balanceSchema,
  changes: changeSchema,
  notices: noticeSchema,
  handledRequests: handledRequestSchema,
  erasures: erasureSchema,
  erasedServers: erasedServerSchema,
  jobRuns: jobRunSchema,
  jobPlans: jobPlanSchema,
} as const;
