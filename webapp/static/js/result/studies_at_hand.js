// The studies before and after the one on the screen, fetched before their reader asks for them. They lie in memory
// only and end with the page: no film may stay in a browser's cache.

import { getStudy } from "../shared/api_client.js";

const PICTURES = ["preview", "heatmap"];

const atHand = new Map();

// Fetch these studies, in this order, and drop all others.
export async function keepAtHand(ids) {
  for (const id of [...atHand.keys()].filter((known) => !ids.includes(known))) atHand.delete(id);
  for (const id of ids) {
    if (!atHand.has(id)) atHand.set(id, fetched(id));
    await atHand.get(id);
  }
}

// Resolves to {study, pictures}, or to null for a study that is not at hand. A study is taken once: what is shown
// again later may have changed.
export async function takeAtHand(id) {
  const found = atHand.get(id);
  atHand.delete(id);
  return (await found) ?? null;
}

async function fetched(id) {
  try {
    const study = await getStudy(id, { background: true, ahead: true });
    const pictures = new Map();
    await Promise.all(PICTURES.map((name) => study.links[name] && decoded(name, study.links[name], pictures)));
    return { study, pictures };
  } catch {
    // The page fetches the study when its reader asks for it, and says then what fails.
    return null;
  }
}

// Without the picture, the page loads it from its address.
async function decoded(name, address, pictures) {
  const picture = Object.assign(new Image(), { src: address });
  await picture.decode().then(
    () => pictures.set(name, picture),
    () => {},
  );
}
