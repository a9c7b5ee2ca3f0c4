// Keys of the list. They act only while the list has the focus: letters must not surprise people who speak
// to their computer, or who type elsewhere (WCAG 2.1.4).

const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

export function initKeyboard(table, { onPick, onUpload, onUndo }) {
  const links = () => [...table.querySelectorAll("tbody tr:not(.deleted) a")];
  table.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = event.target.closest("tbody tr");
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "u") onUpload();
    else if (key === "z") onUndo();
    else if (key === "x" && row) onPick(row.dataset.id, event.shiftKey);
    else if (key in STEPS) move(links(), row, STEPS[key]);
    else return;
    event.preventDefault();
  });
}

function move(links, row, step) {
  const at = links.findIndex((link) => link.closest("tr") === row);
  const next = links[Math.min(Math.max(at + step, 0), links.length - 1)];
  next?.focus();
  next?.closest("tr").scrollIntoView({ block: "nearest" });
}
