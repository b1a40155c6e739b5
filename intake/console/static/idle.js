// Locks the desk when nobody is there: a warning in time, one key to stay, and back to this page
// after signing in.  The service ends the session by itself as well; this hides what is on screen.
// A note that was begun is saved before, so that nothing that was written is lost.

const LIFE = Number(document.body.dataset.idle) * 1000;
const WARNED = 120000;
const SAID = 60000;
const warning = document.getElementById("idle");
const left = document.getElementById("idle-left");
let locked = false;

function kept(value) {
  try {
    if (value) window.localStorage.setItem("console-active", String(value));
    return Number(window.localStorage.getItem("console-active") || 0);
  } catch { return 0; }
}

// Somebody who works in another page of this browser is here, too.  A page that scrolls by itself,
// because something new came above what is read, is nobody.
let here = Date.now();
let told = here;
kept(here);
const active = () => Math.max(here, kept());
function moved() {
  if (warning.open || Date.now() - here < 1000) return;
  here = Date.now();
  kept(here);
}
for (const event of ["keydown", "pointerdown", "pointermove", "wheel", "touchmove"]) {
  window.addEventListener(event, moved, { passive: true });
}

function post(address, fields) {
  const token = document.querySelector(".nhsuk-header__account-form [name=csrf]").value;
  return fetch(address, { method: "POST", body: new URLSearchParams({ csrf: token, ...fields }), redirect: "manual" }).catch(() => null);
}

function stay() {
  here = Date.now();
  kept(here);
  told = here;
  post("/console/stay", {});
  if (warning.open) warning.close();
}

async function lock() {
  if (locked) return;
  locked = true;
  const notes = [...document.querySelectorAll("textarea[name=note]")].filter((note) => note.value.trim() && note.value !== note.defaultValue && note.form);
  document.body.hidden = true;
  const page = window.location.pathname.match(/^\/console\/callbacks\/[A-Z0-9-]+/);
  if (page) for (const note of notes) await post(`${page[0]}/note`, { note: note.value });
  const form = document.querySelector(".nhsuk-header__account-form");
  const next = document.createElement("input");
  Object.assign(next, { type: "hidden", name: "next", value: page ? page[0] : document.body.dataset.here });
  form.append(next);
  form.submit();
}

window.setInterval(() => {
  const now = Date.now();
  const idle = now - active();
  if (idle >= LIFE) { lock(); return; }
  if (idle < LIFE - WARNED) {
    if (warning.open) warning.close();
    if (active() > told && now - told > SAID) { told = now; post("/console/stay", {}); }
    return;
  }
  if (!warning.open) warning.showModal();
  const minutes = Math.ceil((LIFE - idle) / 60000);
  const words = minutes === 1 ? "less than a minute" : `${minutes} minutes`;
  if (left.textContent !== words) left.textContent = words;
}, 1000);
warning.addEventListener("close", stay);
document.getElementById("idle-stay").addEventListener("click", stay);
