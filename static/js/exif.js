// The few lines of a photo's Exif that the product reads (when and where it was taken), copied into a smaller one.
// Nothing else goes along: no name of an owner, no serial number, and no orientation, for the small photo is upright.

const KEPT = {
  0: [0x0132], // DateTime
  0x8769: [0x9003, 0x9011], // DateTimeOriginal, OffsetTimeOriginal
  0x8825: [1, 2, 3, 4], // latitude and longitude, each with its hemisphere
};
const BYTES = { 2: 1, 5: 8 }; // letters, fractions

// The block to put behind a JPEG's first two bytes, or null where there is nothing to keep. `head`: the file's beginning.
export function smallExif(head) {
  try {
    const tiff = findTiff(head);
    return tiff && write(tiff.little, read(tiff));
  } catch (error) {
    if (error instanceof RangeError) return null; // written by hundreds of makes of camera, read with hope
    throw error;
  }
}

function findTiff(buffer) {
  const view = new DataView(buffer);
  if (view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; at + 10 < view.byteLength; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    if (marker >> 8 !== 0xff || marker === 0xffda) return null;
    if (marker !== 0xffe1 || view.getUint32(at + 4) !== 0x45786966) continue; // "Exif"
    const start = at + 10;
    return { view: new DataView(buffer, start), little: view.getUint16(start) === 0x4949 };
  }
  return null;
}

function read({ view, little }) {
  const found = { 0: [], 0x8769: [], 0x8825: [] };
  const folder = function (at, name) {
    const count = view.getUint16(at, little);
    for (let n = 0; n < Math.min(count, 200); n++) {
      const entry = at + 2 + 12 * n;
      const tag = view.getUint16(entry, little);
      const type = view.getUint16(entry + 2, little);
      const many = view.getUint32(entry + 4, little);
      if (name === 0 && (tag === 0x8769 || tag === 0x8825)) folder(view.getUint32(entry + 8, little), tag);
      if (!KEPT[name].includes(tag) || !BYTES[type] || many > 64) continue;
      const size = many * BYTES[type];
      const place = size <= 4 ? entry + 8 : view.getUint32(entry + 8, little);
      if (place + size > view.byteLength) continue;
      found[name].push({ tag, type, many, bytes: new Uint8Array(view.buffer, view.byteOffset + place, size) });
    }
  };
  folder(view.getUint32(4, little), 0);
  return found;
}

function write(little, found) {
  const inner = [0x8769, 0x8825].filter((name) => found[name].length);
  if (!inner.length && !found[0].length) return null;
  const sizeOf = (count) => 2 + 12 * count + 4;
  const places = {};
  let at = 8 + sizeOf(found[0].length + inner.length);
  for (const name of inner) {
    places[name] = at;
    at += sizeOf(found[name].length);
  }
  const pointers = inner.map((name) => ({ tag: name, type: 4, many: 1, number: places[name] }));
  const out = new DataView(new ArrayBuffer(at + 1000));
  out.setUint16(0, little ? 0x4949 : 0x4d4d);
  out.setUint16(2, 42, little);
  out.setUint32(4, 8, little);
  const folder = function (start, entries) {
    out.setUint16(start, entries.length, little);
    entries.forEach(function (entry, n) {
      const here = start + 2 + 12 * n;
      out.setUint16(here, entry.tag, little);
      out.setUint16(here + 2, entry.type, little);
      out.setUint32(here + 4, entry.many, little);
      if (!entry.bytes) return out.setUint32(here + 8, entry.number, little);
      const inside = entry.bytes.length <= 4;
      if (!inside) out.setUint32(here + 8, at, little);
      new Uint8Array(out.buffer).set(entry.bytes, inside ? here + 8 : at);
      if (!inside) at += entry.bytes.length + (entry.bytes.length % 2);
    });
  };
  folder(8, [...found[0], ...pointers].sort((one, other) => one.tag - other.tag));
  for (const name of inner) folder(places[name], found[name]);
  const head = new DataView(new ArrayBuffer(10));
  head.setUint16(0, 0xffe1);
  head.setUint16(2, at + 8);
  head.setUint32(4, 0x45786966);
  return new Blob([head.buffer, out.buffer.slice(0, at)]);
}
