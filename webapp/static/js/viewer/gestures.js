// Mouse, pen and touch on the film, as what they mean: zoom, move, window, fit.

const WHEEL = 0.0015;
const TRACKPAD_PINCH = 0.01;
const LINE = 16;
const RIGHT = 2;

// `meaning` has zoom(factor, point), move(dx, dy), window(dx, dy) and fit(), and isWindowing(): whether a drag windows.
export function watchGestures(frame, meaning) {
  const pointers = new Map();

  const point = ({ clientX, clientY }) => {
    const { left, top } = frame.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };

  frame.addEventListener("wheel", (event) => {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : LINE;
    const speed = event.ctrlKey ? TRACKPAD_PINCH : WHEEL;
    meaning.zoom(Math.exp(-event.deltaY * lines * speed), point(event));
  });

  frame.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" && event.button !== 0 && event.button !== RIGHT) return;
    frame.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, { ...point(event), isRight: event.button === RIGHT });
  });

  frame.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = point(event);
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    pointers.set(event.pointerId, { ...before, ...now });
    if (other) pinch(meaning, other, before, now);
    else if (before.isRight || meaning.isWindowing()) meaning.window(now.x - before.x, now.y - before.y);
    else meaning.move(now.x - before.x, now.y - before.y);
  });

  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
    frame.addEventListener(end, (event) => pointers.delete(event.pointerId));
  }
  frame.addEventListener("dblclick", () => meaning.fit());
  frame.addEventListener("contextmenu", (event) => event.preventDefault());
  // Two fingers are ours, also where one finger scrolls the page.
  for (const touch of ["touchstart", "touchmove"]) {
    frame.addEventListener(touch, (event) => event.touches.length > 1 && event.preventDefault(), { passive: false });
  }
}

// One finger of two has moved: the point between them moves along, and their distance is the zoom.
function pinch(meaning, other, before, now) {
  const distance = (one) => Math.hypot(one.x - other.x, one.y - other.y);
  const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
  meaning.move((now.x - before.x) / 2, (now.y - before.y) / 2);
  meaning.zoom(distance(now) / Math.max(distance(before), 1), middle);
}
