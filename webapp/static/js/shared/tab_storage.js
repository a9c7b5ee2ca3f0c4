// What a tab remembers between pages: until it is closed or the session ends, and nowhere else.

export function recall(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    // Storage can be blocked. The pages work without it.
    return null;
  }
}

export function remember(key, value) {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
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
