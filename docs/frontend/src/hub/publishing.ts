// What publishing products says: how they stand in a shop, and what came of a batch.

import type { components } from "../../generated/schema";
import type { Hub, Marketplace } from "./client";
import { given } from "./failure";
import type { Job } from "./jobs";

export type Readiness = components["schemas"]["Validated"];
export type Template = components["schemas"]["Template"];

/** How up to 100 products stand in one shop, as they would with `template`. Costs no call to the marketplace. */
export async function look(
  hub: Hub,
  marketplace: Marketplace,
  account: string,
  products: string[],
  template?: string,
): Promise<Readiness[]> {
  const body = { account, products, ...(template ? { template } : {}) };
  return given(await hub.POST(`/api/${marketplace}/listings/validate`, { body })).results;
}

export async function templatesOf(hub: Hub, marketplace: Marketplace, account: string): Promise<Template[]> {
  const { results } = given(await hub.GET(`/api/${marketplace}/templates`));
  return results.filter((each) => each.account === account);
}

/** One row of the result of a job of the kind `marketplaces.publish_listings`. `words` say what stood in the way. */
export interface Outcome {
  state: string;
  words?: string[];
}

export const outcomesOf = (job: Job): Outcome[] => (Array.isArray(job.result["rows"]) ? job.result["rows"] : []);
