// The notice in place of a page whose session acts in another site, and the way back.

import { gettext } from "./texts.js";

let returned = () => {};

// Call `check` once the session may act in the site of this page again.
export const onReturn = (check) => (returned = check);

export function otherSite(notice) {
  notice.querySelector(".back").addEventListener("click", goBack);
  return notice;
}

async function goBack() {
  const said = document.querySelector("[role=alert]");
  try {
    const session = await (await fetch("/api/v1/session", { headers: { Accept: "application/json" } })).json();
    await fetch("/sites/enter", {
      method: "POST",
      redirect: "manual",
      headers: { "X-CSRFToken": session.csrf_token },
      body: new URLSearchParams({ site: document.body.dataset.site }),
    });
  } catch {
    said.textContent = gettext("The server could not be reached.");
    return;
  }
  await returned();
  if (said.isConnected) said.textContent = gettext("This did not work. You may not belong to the site any more.");
}
