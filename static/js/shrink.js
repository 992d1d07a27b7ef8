// A photo straight from a phone, made small before it is sent. It keeps when and where it was taken (see exif.js).
import { smallExif } from "./exif.js";

const WORTH_IT = 500000; // bytes; a smaller file is sent as it is
const QUALITY = 0.85;

// A JPEG whose longest side has at most `longest` pixels; the file itself where it is no JPEG, small, or can't be read
// here. The server takes it either way.
export async function shrink(file, longest) {
  if (file.type !== "image/jpeg" || file.size < WORTH_IT) return file;
  const address = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const factor = Math.min(1, longest / Math.max(image.naturalWidth, image.naturalHeight));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.naturalWidth * factor);
    canvas.height = Math.round(image.naturalHeight * factor);
    const pen = canvas.getContext("2d");
    pen.imageSmoothingQuality = "high";
    pen.drawImage(image, 0, 0, canvas.width, canvas.height); // upright: browsers turn a photo as its camera was held
    const drawn = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!drawn || drawn.size >= file.size) return file;
    const exif = smallExif(await file.slice(0, 262144).arrayBuffer());
    const parts = exif ? [drawn.slice(0, 2), exif, drawn.slice(2)] : [drawn];
    return new File(parts, file.name, { type: "image/jpeg", lastModified: file.lastModified });
  } catch (error) {
    return file; // too large for this phone, or damaged: the server says so beside the field
  } finally {
    URL.revokeObjectURL(address);
  }
}
