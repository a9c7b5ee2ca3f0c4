// The hash by which the site recognises a film that was uploaded before.

// Resolves with the SHA-256 of a file in hexadecimal, or with null where the browser cannot hash: without HTTPS.
export async function sha256(file) {
  if (!globalThis.crypto?.subtle) return null;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Return the earlier study that the API names, or null if the error is another one.
export const duplicateOf = (error) => (error.status === 409 && error.problem?.study_id ? error.problem : null);
