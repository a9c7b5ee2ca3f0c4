// Where the film lies on the screen. Pure functions: they take a place and return another one.
//
// A place is {scale, x, y, turn}: CSS pixels for each film pixel, the film's centre in the frame in CSS pixels, and
// quarter turns clockwise. A space is {film, frame, density}: the size of the film in film pixels, that of the frame
// in CSS pixels, and screen pixels for each CSS pixel.

// Screen pixels for each film pixel. A film that only fits the frame beyond these may still fit.
const SMALLEST = 0.1;
const LARGEST = 8;

const NEARLY = 1.001;

// Width and height of the film on the screen at a scale of 1.
function extent({ film }, turn) {
  return turn % 2 ? { width: film.height, height: film.width } : film;
}

function fitScale(space, turn) {
  const { width, height } = extent(space, turn);
  return Math.min(space.frame.width / width, space.frame.height / height);
}

export function fitted(space, turn = 0) {
  return { scale: fitScale(space, turn), x: space.frame.width / 2, y: space.frame.height / 2, turn };
}

export const isFitted = (place, space) => place.scale <= fitScale(space, place.turn) * NEARLY;

// The film stays in sight: the middle of the frame is always on the film.
function settled(place, space) {
  if (isFitted(place, space)) return { ...place, x: space.frame.width / 2, y: space.frame.height / 2 };
  const { width, height } = extent(space, place.turn);
  return {
    ...place,
    x: near(place.x, space.frame.width / 2, (width * place.scale) / 2),
    y: near(place.y, space.frame.height / 2, (height * place.scale) / 2),
  };
}

const near = (value, middle, reach) => clamp(value, middle - reach, middle + reach);
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

// `point` of the frame shows the same point of the film afterwards, as far as the film stays in sight.
export function zoomed(place, space, factor, point) {
  const fit = fitScale(space, place.turn);
  const low = Math.min(SMALLEST / space.density, fit);
  const high = Math.max(LARGEST / space.density, fit);
  const scale = clamp(place.scale * factor, low, high);
  const by = scale / place.scale;
  return settled(
    { ...place, scale, x: point.x + (place.x - point.x) * by, y: point.y + (place.y - point.y) * by },
    space,
  );
}

export const moved = (place, space, dx, dy) => settled({ ...place, x: place.x + dx, y: place.y + dy }, space);

// One pixel of the film on one pixel of the screen.
export function atActualSize(place, space) {
  const middle = { x: space.frame.width / 2, y: space.frame.height / 2 };
  return zoomed(place, space, 1 / space.density / place.scale, middle);
}

// A quarter turn clockwise around the middle of the frame.
export function turned(place, space) {
  const turn = (place.turn + 1) % 4;
  if (isFitted(place, space)) return fitted(space, turn);
  const [x, y] = [space.frame.width / 2, space.frame.height / 2];
  return settled({ ...place, turn, x: x - (place.y - y), y: y + (place.x - x) }, space);
}

// The same place in a frame of another size.
export function resized(place, before, after) {
  if (isFitted(place, before)) return fitted(after, place.turn);
  const dx = (after.frame.width - before.frame.width) / 2;
  const dy = (after.frame.height - before.frame.height) / 2;
  return settled({ ...place, x: place.x + dx, y: place.y + dy }, after);
}

// The upper left corner and size of the film before it is turned around its centre, in CSS pixels. The corner lies on
// a screen pixel: between two of them, the film would be blurred.
export function box(place, { film, density }) {
  const width = film.width * place.scale;
  const height = film.height * place.scale;
  const snap = (value) => Math.round(value * density) / density;
  return { left: snap(place.x - width / 2), top: snap(place.y - height / 2), width, height };
}

// The place of another film that shows the same part of it: as large beside its fit, as far from its middle, and turned
// in the same way.
export function inStep(place, space, other) {
  const [here, there] = [extent(space, place.turn), extent(other, place.turn)];
  const scale = (fitScale(other, place.turn) * place.scale) / fitScale(space, place.turn);
  const along = (at, frame, size, otherFrame, otherSize) =>
    otherFrame / 2 + ((at - frame / 2) / (size * place.scale)) * otherSize * scale;
  return {
    scale,
    turn: place.turn,
    x: along(place.x, space.frame.width, here.width, other.frame.width, there.width),
    y: along(place.y, space.frame.height, here.height, other.frame.height, there.height),
  };
}

export function arrange(layers, place, space) {
  const { left, top, width, height } = box(place, space);
  const values = { "--left": `${left}px`, "--top": `${top}px`, "--width": `${width}px`, "--height": `${height}px`, "--turn": place.turn };
  for (const [name, value] of Object.entries(values)) layers.style.setProperty(name, value);
}
