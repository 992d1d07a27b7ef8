// Reading QR codes with the phone's camera: by the browser itself where it can, else by the package "qr".

const EVERY = 180; // milliseconds between two looks
const SIDE = 640; // pixels: enough for a card, and quick on a cheap phone

let readFrame = null;

export async function prepareReader() {
  if (readFrame) return;
  if ("BarcodeDetector" in window) {
    const formats = await window.BarcodeDetector.getSupportedFormats().catch(() => []);
    if (formats.includes("qr_code")) {
      const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
      readFrame = async (canvas) => {
        const found = await detector.detect(canvas);
        return found.length ? found[0].rawValue : null;
      };
      return;
    }
  }
  const { decodeQR } = await import("../vendor/qr/decode.js");
  readFrame = async (canvas) => {
    const picture = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    try {
      return decodeQR({ width: picture.width, height: picture.height, data: picture.data });
    } catch (error) {
      return null; // no code in this frame
    }
  };
}

// Shows the camera in `video` and calls `found` with what each code says; returns a function that stops it.
export async function startCamera(video, found) {
  await prepareReader();
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  video.srcObject = stream;
  await video.play();
  const canvas = document.createElement("canvas");
  let stopped = false;
  const look = async () => {
    if (stopped) return;
    if (video.videoWidth) {
      const scale = Math.min(1, SIDE / Math.max(video.videoWidth, video.videoHeight));
      canvas.width = Math.round(video.videoWidth * scale);
      canvas.height = Math.round(video.videoHeight * scale);
      canvas.getContext("2d", { willReadFrequently: true }).drawImage(video, 0, 0, canvas.width, canvas.height);
      const text = await readFrame(canvas).catch(() => null);
      if (text && !stopped) found(text);
    }
    setTimeout(look, EVERY);
  };
  look();
  return () => {
    stopped = true;
    stream.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  };
}
