// Checking in: a code is sent by the tap, kept while there is no network, and read by the camera where the browser can.
//
// The page provides: form#check-in (data-key: where codes wait; data-no-network and others: words), #check-in-said, and perhaps
// #check-in-why (why the last code was refused), #scan and #camera. What waits is sent also where the form is hidden.
import { keptUnder, post } from "./kept-queue.js";

const AGAIN = 5_000;
const form = document.querySelector("#check-in");
const told = document.querySelector("#check-in-said");
const scan = document.querySelector("#scan");
const camera = document.querySelector("#camera");
const kept = keptUnder(form.dataset.key);
let busy = false;

// What is said now stands alone: an earlier refusal leaves the page.
const tell = (words) => {
  document.querySelector("#check-in-why")?.remove();
  told.textContent = words ?? "";
  told.hidden = !words;
};

const keep = ({ code, ticket = "" }, status) => {
  if (!kept.read().some((one) => one.code === code)) kept.write([...kept.read(), { code, ticket }]);
  const offline = !navigator.onLine ? form.dataset.noNetwork : form.dataset.failed;
  tell(status === "signed-out" ? form.dataset.signedOut : offline);
};

const send = async (fields) => {
  busy = true;
  form.setAttribute("aria-busy", "true");
  const answer = await post(form.getAttribute("action"), fields);
  busy = false;
  form.removeAttribute("aria-busy");
  if (answer.status === "away" || answer.status === "signed-out") {
    keep(fields, answer.status);
    return false;
  }
  kept.write(kept.read().filter((one) => one.code !== fields.code));
  if (answer.status === "refused") tell(answer.said);
  else location.assign(form.getAttribute("action"));
  return answer.status !== "refused";
};

const sendKept = async () => {
  for (const one of kept.read()) {
    if (busy) return;
    if (await send({ csrf_token: form.elements.csrf_token.value, ...one, kept: "1" })) return;
  }
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const fields = Object.fromEntries(new FormData(form));
  if (!busy && fields.code) send(fields);
});

const read = (text) => {
  if (!/^https?:/.test(text)) return text;
  const address = new URL(text);
  const here = new URL(form.action);
  return address.pathname === here.pathname ? address.searchParams.get("code") : null;
};

const look = async (detector, stream) => {
  while (!camera.hidden) {
    const [found] = await detector.detect(camera).catch(() => []);
    const code = found && read(found.rawValue);
    if (code) {
      form.elements.code.value = code;
      camera.hidden = true;
      form.requestSubmit();
    } else if (found) tell(form.dataset.other);
    await new Promise((go) => { setTimeout(go, 200); });
  }
  for (const track of stream.getTracks()) track.stop();
};

if (scan && "BarcodeDetector" in globalThis && navigator.mediaDevices) {
  scan.hidden = false;
  scan.addEventListener("click", async () => {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      camera.srcObject = stream;
      camera.hidden = false;
      await camera.play();
      look(new BarcodeDetector({ formats: ["qr_code"] }), stream);
    } catch {
      camera.hidden = true;
      tell(form.dataset.noCamera);
    }
  });
}

addEventListener("online", sendKept);
setInterval(() => { if (!busy && kept.read().length > 0) sendKept(); }, AGAIN);
if (kept.read().length > 0) sendKept();
