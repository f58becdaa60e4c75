// Name and password, and the authenticator's code once the hub asks for it.

import { hubUrl, openHub } from "../hub/client";
import { given, HubFailure } from "../hub/failure";
import { keepTokens } from "../hub/tokens";
import { element, failure, field } from "./elements";

const username = element("input", { name: "username", autocomplete: "username", required: true });
const password = element("input", {
  name: "password",
  type: "password",
  autocomplete: "current-password",
  required: true,
});
const code = element("input", { name: "otp", autocomplete: "one-time-code", inputMode: "numeric" });
const codeField = field("Code of your authenticator app", code);
const said = element("div");
codeField.hidden = true;

async function logIn(event: SubmitEvent): Promise<void> {
  event.preventDefault();
  said.replaceChildren();
  try {
    const hub = openHub(await hubUrl(), () => undefined);
    const body = { username: username.value, password: password.value, ...(code.value ? { otp: code.value } : {}) };
    keepTokens(given(await hub.POST("/api/token", { body })));
    location.assign("index.html");
  } catch (error) {
    if (error instanceof HubFailure && error.code.startsWith("otp_") && error.code !== "otp_setup_required") {
      codeField.hidden = false;
      code.value = "";
      code.focus();
    }
    said.replaceChildren(failure(error));
  }
}

document
  .querySelector("main")
  ?.append(
    element(
      "form",
      { onsubmit: (event) => void logIn(event) },
      field("Name", username),
      field("Password", password),
      codeField,
      element("button", {}, "Log in"),
    ),
    said,
  );
