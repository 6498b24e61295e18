/* A photo of a thing: drawn again on a canvas, so that nothing of the camera's metadata is left, then JPEG. */

import { enBase64 } from "./scelle.js";

const COTE = 1600;

/** Base64 of a JPEG of at most 1600 px a side; null when the file is no picture. */
export async function reencoder(fichier) {
  let image;
  try {
    image = await createImageBitmap(fichier);
  } catch {
    return null;
  }
  const scale = Math.min(1, COTE / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
  return enBase64(new Uint8Array(await blob.arrayBuffer()));
}
