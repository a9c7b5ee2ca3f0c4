// The notice in place of a page whose session acts in another site, and the way back.

export function otherSite(notice) {
  notice.querySelector(".back").onclick = goBack;
  return notice;
}

async function goBack() {
  const session = await (await fetch("/api/v1/session")).json();
  const headers = { "X-CSRFToken": session.csrf_token };
  const body = new URLSearchParams({ site: document.body.dataset.site });
  await fetch("/sites/enter", { method: "POST", redirect: "manual", headers, body });
  // Every tab asks where the session is now, this one too.
  new BroadcastChannel("session").postMessage("begun");
}
