// Every failure of the hub has one body; here it becomes one exception.

import type { components } from "../../generated/schema";

export type ErrorBody = components["schemas"]["Error"];

export class HubFailure extends Error {
  constructor(
    readonly status: number,
    readonly body: ErrorBody,
  ) {
    super(body.errors.map((each) => (each.attr ? `${each.attr}: ${each.detail}` : each.detail)).join(" "));
  }

  /** Short name of the first cause, for programs: "otp_required", "wrong_state", … */
  get code(): string {
    return this.body.errors[0]?.code ?? "";
  }
}

interface Answered<Data> {
  data?: Data;
  error?: ErrorBody;
  response: Response;
}

/** What a call gave, or HubFailure. An answer that is not the hub's (a proxy's page) gets a body of the same form. */
export function given<Data>(answer: Answered<Data>): Data {
  if (answer.response.ok && answer.data !== undefined) {
    return answer.data;
  }
  const detail = `The hub answered with ${answer.response.status}.`;
  const unknown: ErrorBody = { type: "server_error", errors: [{ code: "no_body", detail, attr: null }] };
  throw new HubFailure(answer.response.status, isErrorBody(answer.error) ? answer.error : unknown);
}

function isErrorBody(body: unknown): body is ErrorBody {
  return typeof body === "object" && body !== null && "errors" in body && Array.isArray(body.errors);
}
