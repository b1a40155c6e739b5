// The alarm for red: the title, and a sound for whoever has allowed it once in this browser.
// The banner itself is the server's and needs no script.  The sound is made here, from no file.

const EVERY = 15000;
const TONES = [[0, 880], [0.25, 660], [0.5, 880]];
const place = document.getElementById("alarm");
const choice = document.getElementById("sound");
let context = null;
let quietFor = "calm";

function kept(name, value) {
  try {
    if (value !== undefined) window.localStorage.setItem(name, value);
    return window.localStorage.getItem(name);
  } catch { return null; }
}
const wanted = () => kept("console-sound") === "on";
const state = () => (place ? place.querySelector("[data-seen]") : null);
const seen = () => (state() ? state().dataset.seen : "calm");

function ring() {
  if (!context || context.state !== "running") return;
  for (const [after, pitch] of TONES) {
    const tone = context.createOscillator();
    const loudness = context.createGain();
    const start = context.currentTime + after;
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.0001, start);
    loudness.gain.exponentialRampToValueAtTime(0.3, start + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.0001, start + 0.2);
    tone.connect(loudness).connect(context.destination);
    tone.start(start);
    tone.stop(start + 0.22);
  }
}

// One page rings for all that are open in this browser.
function ringIfRed() {
  const now = Date.now();
  if (!wanted() || seen() === "calm" || seen() === quietFor) return;
  if (now - Number(kept("console-rang") || 0) < EVERY - 1000) return;
  if (context && context.state === "running") { kept("console-rang", String(now)); ring(); }
}

function show() {
  const quiet = document.getElementById("quiet");
  if (quiet) quiet.hidden = !wanted() || seen() === quietFor;
  if (!choice) return;
  choice.hidden = false;
  const held = wanted() && (!context || context.state !== "running");
  choice.querySelector("span").textContent = !wanted() ? "Alarm sound: off." : held ? "Alarm sound: on, once you click or press a key here." : "Alarm sound: on.";
  choice.querySelector("button").textContent = wanted() ? "Turn it off" : "Turn it on";
}

function allow() {
  if (!wanted()) return;
  context = context || new AudioContext();
  context.resume().then(() => { show(); ringIfRed(); });
}

function told() {
  const red = state() ? Number(state().dataset.red) : 0;
  const plain = document.title.replace(/^\(\d+ red\) /, "");
  const title = red ? `(${red} red) ${plain}` : plain;
  if (document.title !== title) document.title = title;
  if (seen() === "calm") quietFor = "calm";
  show();
  ringIfRed();
}

if (choice) {
  choice.querySelector("button").addEventListener("click", () => {
    kept("console-sound", wanted() ? "off" : "on");
    if (wanted()) { kept("console-rang", "0"); allow(); context.resume().then(ring); }
    show();
  });
}
document.addEventListener("click", (event) => {
  if (event.target.id === "quiet") { quietFor = seen(); show(); }
});
for (const event of ["pointerdown", "keydown"]) window.addEventListener(event, allow, { once: true });
for (const event of ["htmx:afterSwap", "htmx:oobAfterSwap"]) {
  document.body.addEventListener(event, (swap) => {
    if (swap.detail.target && swap.detail.target.id === "alarm") told();
  });
}
window.setInterval(ringIfRed, EVERY);
allow();
show();
