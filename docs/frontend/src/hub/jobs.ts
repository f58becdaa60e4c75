// A write that calls a partner is a job: 202 at once, progress and result to be read.

import type { components } from "../../generated/schema";
import { given } from "./failure";
import type { Hub } from "./client";

export type Job = components["schemas"]["Job"];

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5_000;

/** Reads the job until it has ended, ever more slowly; `onProgress` sees it each time. Ended may mean `dead`: look. */
export async function follow(hub: Hub, job: Job, onProgress: (job: Job) => void): Promise<Job> {
  let wait = FIRST_WAIT_MS;
  let seen = job;
  onProgress(seen);
  while (seen.state === "pending" || seen.state === "leased") {
    await new Promise((resolve) => setTimeout(resolve, wait));
    wait = Math.min(wait * 1.5, LONGEST_WAIT_MS);
    seen = given(await hub.GET("/api/jobs/{id}", { params: { path: { id: job.id } } }));
    onProgress(seen);
  }
  return seen;
}

/** One key for one intention: the same key again, after a lost answer, starts nothing twice. */
export const newIdempotencyKey = (): string => Array.from(crypto.getRandomValues(new Uint32Array(4)), String).join("-");
