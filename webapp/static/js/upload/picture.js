// A small picture of a film that was chosen, so that its reader knows it again. The browser draws it and sends nothing.

import { locale } from "../shared/texts.js";

const MEGABYTE = 1024 * 1024;

// Draw a picture file into `canvas`. Resolves to whether the browser can read it: DICOM and TIFF, it cannot.
export async function drawPicture(file, canvas) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return false;
  }
  const scale = Math.min(canvas.width / bitmap.width, canvas.height / bitmap.height);
  const [width, height] = [bitmap.width * scale, bitmap.height * scale];
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
  // A large film takes a lot of memory until then.
  bitmap.close();
  return true;
}

export const sizeWords = ({ size }) =>
  `${Math.max(0.1, size / MEGABYTE).toLocaleString(locale, { maximumFractionDigits: 1 })} MB`;
