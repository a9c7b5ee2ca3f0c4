// What the mouse does in the rows of the worklist.

// A click anywhere in a row opens the study. The browser itself handles the link and the selection of text.
export function watchClicks(body, onPick) {
  for (const click of ["click", "auxclick"]) body.addEventListener(click, (event) => openOrPick(event, onPick));
  // The middle button would scroll instead.
  body.addEventListener("mousedown", (event) => event.button === 1 && event.preventDefault());
}

function openOrPick(event, onPick) {
  const row = event.target.closest("tr");
  if (event.target.matches(".pick input")) return onPick(row.dataset.id, event.shiftKey);
  if (!row || row.classList.contains("deleted") || event.target.closest("a, .pick") || !getSelection().isCollapsed) return;
  const isMiddle = event.button === 1;
  const address = row.querySelector("a").href;
  if (isMiddle || event.ctrlKey || event.metaKey) open(address, "_blank", "noopener");
  else if (event.button === 0) location.assign(address);
}
