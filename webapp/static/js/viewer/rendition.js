// Reads the levels of a film: 16 bits from its rendition, or 8 bits from its preview.
//
// The rendition is a grey PNG with two planes, the upper bytes above the lower ones. It is read without a canvas:
// some browsers add noise to what a script reads from a canvas, and one bit of an upper byte is 256 levels.

const SIGNATURE = 8;
const [NONE, SUB, UP] = [0, 1, 2];

// Resolves to {width, height, levels}. Rejects with an error if the bytes are no rendition.
export async function readRendition(bytes) {
  const { width, height, data } = chunksOf(new DataView(bytes));
  const planes = unfiltered(await inflated(data), width, height);
  const size = (width * height) / 2;
  const levels = new Uint16Array(size);
  for (let at = 0; at < size; at++) levels[at] = (planes[at] << 8) | planes[at + size];
  return { width, height: height / 2, levels };
}

export async function readPreview(bytes) {
  const bitmap = await createImageBitmap(new Blob([bytes]));
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const pixels = context.getImageData(0, 0, width, height).data;
  const levels = new Uint16Array(width * height);
  for (let at = 0; at < levels.length; at++) levels[at] = pixels[4 * at];
  return { width, height, levels };
}

function chunksOf(png) {
  const data = [];
  const header = { width: png.getUint32(16), height: png.getUint32(20) };
  for (let at = SIGNATURE; at < png.byteLength; ) {
    const length = png.getUint32(at);
    if (png.getUint32(at + 4) === 0x49444154) data.push(new Uint8Array(png.buffer, at + 8, length)); // IDAT
    at += length + 12;
  }
  return { ...header, data };
}

async function inflated(parts) {
  const stream = new Blob(parts).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// Undo the filters of PNG (section 9) that the writer uses.
function unfiltered(rows, width, height) {
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (width + 1)];
    if (filter > UP || rows.length !== height * (width + 1)) throw new Error("no rendition");
    const [from, to] = [y * (width + 1) + 1, y * width];
    for (let x = 0; x < width; x++) {
      let before = 0;
      if (filter === SUB && x) before = pixels[to + x - 1];
      if (filter === UP && y) before = pixels[to + x - width];
      pixels[to + x] = rows[from + x] + (filter === NONE ? 0 : before);
    }
  }
  return pixels;
}
