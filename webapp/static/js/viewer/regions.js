// The regions where the evidence lies, as boxes on the film and in words.

import { gettext } from "../shared/texts.js";

const THIRDS = [gettext("Upper third"), gettext("Middle third"), gettext("Lower third")];
const MOST = 0.6;
const MIDDLE = [0.42, 0.58];

export function boxes(regions) {
  return regions.map((region) => {
    const box = document.createElement("div");
    for (const [name, share] of [["left", region.x], ["top", region.y], ["width", region.width], ["height", region.height]]) {
      box.style[name] = `${share * 100}%`;
    }
    return box;
  });
}

// In the order of the boxes. Sides are those on the screen: no film says reliably which of them is the patient's left.
export const sentences = (regions, turn) => regions.map((region) => sentence(turnedBy(region, turn)));

function sentence({ x, y, width, height, weight }) {
  const third = height > MOST ? gettext("From top to bottom") : THIRDS[Math.min(Math.floor((y + height / 2) * 3), 2)];
  return gettext("{third}, {side}: {share} % of the evidence", { third, side: side(x, width), share: Math.round(weight * 100) });
}

function side(x, width) {
  if (width > MOST) return gettext("across both sides");
  const middle = x + width / 2;
  if (middle < MIDDLE[0]) return gettext("side shown left");
  return middle > MIDDLE[1] ? gettext("side shown right") : gettext("in the middle");
}

function turnedBy(region, turn) {
  if (!turn) return region;
  const { x, y, width, height } = region;
  return turnedBy({ ...region, x: 1 - y - height, y: x, width: height, height: width }, turn - 1);
}
