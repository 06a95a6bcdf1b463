import { Schema, type Model } from 'mongoose';
import { isDuplicateKey } from '../failures.js';

/** When a job is next to run, as the process that looked last says; for people to see. */
export interface JobPlanRecord {
  /** The job's name. */
  readonly _id: string;
  /** Where it goes then; left out by versions that did not note it. */
  readonly destination?: string;
  readonly nextAt: Date;
  readonly seenAt: Date;
}

export const jobPlanSchema = new Schema<JobPlanRecord>(
  {
    _id: { type: String, required: true },
    destination: String,
    nextAt: { type: Date, required: true },
    seenAt: { type: Date, required: true },
  },
  { collection: 'jobPlans', strict: 'throw', versionKey: false },
);

interface PlanStore {
  readonly jobPlans: Model<JobPlanRecord>;
}

/** Says when a job runs next; undefined: it is not set up. */
export async function notePlan(
  store: PlanStore,
  job: string,
  plan: Omit<JobPlanRecord, '_id'> | undefined,
): Promise<void> {
  if (plan === undefined) await store.jobPlans.deleteOne({ _id: job });
  else {
    const note = () => store.jobPlans.updateOne({ _id: job }, { $set: plan }, { upsert: true });
    await note().catch((error: unknown) => {
      if (isDuplicateKey(error)) return note();
      throw error;
    });
  }
}

export async function findPlan(store: PlanStore, job: string): Promise<JobPlanRecord | undefined> {
  return (await store.jobPlans.findById(job).lean().exec()) ?? undefined;
}
