// Windows: which levels of a film are black and which are white. Pure functions.
//
// A window is {black, white}, in levels. In a negative, the level of black is the higher one.

export const LEVELS = 65536;

// Percentiles of the film by brightness, without what is black or white as stored, such as frames and letters.
const SHARES = { lungs: [0.02, 0.6], bones: [0.4, 0.995] };

// Of the range that a film uses, for each CSS pixel of a drag.
const SPEED = 1 / 400;

// The grey of every level. `curve` has 256 greys from black to white, and is null where these are a straight line.
export function lookUp({ black, white }, curve) {
  const greys = new Uint8Array(LEVELS);
  const width = white - black || 1;
  for (let level = 0; level < LEVELS; level++) {
    const step = Math.min(Math.max(((level - black) * 255) / width, 0), 255);
    greys[level] = Math.floor((curve ? between(curve, step) : step) + 0.5);
  }
  return greys;
}

function between(curve, step) {
  const low = Math.floor(step);
  return curve[low] + (curve[Math.min(low + 1, 255)] - curve[low]) * (step - low);
}

export const centreOf = ({ black, white }) => (black + white) / 2;
export const widthOf = ({ black, white }) => Math.abs(white - black);

// The window of this centre and width, with black on the same side.
export function windowOf(window, centre, width) {
  const half = (Math.max(width, 1) / 2) * (window.black > window.white ? -1 : 1);
  return { black: centre - half, white: centre + half };
}

// Right widens the window. Down darkens the film.
export function dragged(window, range, dx, dy) {
  const step = range * SPEED;
  const darker = window.black > window.white ? -dy : dy;
  return windowOf(window, centreOf(window) + darker * step, widthOf(window) + dx * step);
}

export function count(levels) {
  const counts = new Uint32Array(LEVELS);
  for (const level of levels) counts[level]++;
  return counts;
}

// The windows that a reader can choose by name. `stored` shows the film as its preview does.
export function presets(counts, stored, curve) {
  const isNegative = stored.black > stored.white;
  const greys = lookUp(stored, curve);
  const shown = counts.map((number, level) => (greys[level] > 0 && greys[level] < 255 ? number : 0));
  const used = shown.some(Boolean) ? shown : counts;
  const windows = { stored, full: quantiles(counts, [0, 1], isNegative) };
  for (const [name, shares] of Object.entries(SHARES)) windows[name] = quantiles(used, shares, isNegative);
  return windows;
}

// The window from one share of the pixels to another, counted from the darkest.
function quantiles(counts, [low, high], isNegative) {
  const total = counts.reduce((sum, number) => sum + number, 0);
  const [black, white] = (isNegative ? [1 - low, 1 - high] : [low, high]).map((share) => {
    let running = 0;
    for (let level = 0; level < LEVELS; level++) {
      running += counts[level];
      if (running && running >= share * total) return level;
    }
    return LEVELS - 1;
  });
  return black === white ? windowOf({ black, white: isNegative ? black - 1 : black + 1 }, black, 1) : { black, white };
}
