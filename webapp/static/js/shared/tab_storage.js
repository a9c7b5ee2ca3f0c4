// What a tab remembers between pages: until it is closed or the session ends, and nowhere else. Each site has its own.

const keyOf = (key) => `${document.body.dataset.site} ${key}`;

export function recall(key) {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(key)));
  } catch {
    // Storage can be blocked. The pages work without it.
    return null;
  }
}

export function remember(key, value) {
  try {
    sessionStorage.setItem(keyOf(key), JSON.stringify(value));
  } catch {
    // As above. A full storage is no reason to stop either.
  }
}

export function forgetTab() {
  try {
    sessionStorage.clear();
  } catch {
    // As above.
  }
}
