// What the pages do by themselves when JavaScript is on.  Everything works without it.
import { initAll } from "./vendor/nhsuk-frontend.min.js";

initAll();

const STILL_HERE_EVERY = 60000;
const GONE_AFTER = 45 * 60000;
const STALE_AFTER = 20000;

// While somebody is here, what they hold stays theirs.
let lastActive = Date.now();
for (const event of ["keydown", "pointerdown", "pointermove", "wheel", "touchmove"]) {
  window.addEventListener(event, () => { lastActive = Date.now(); }, { passive: true });
}
window.setInterval(() => {
  const lease = document.getElementById("lease");
  if (lease && Date.now() - lastActive < GONE_AFTER) lease.dispatchEvent(new Event("still-here"));
}, STILL_HERE_EVERY);

// A page that no longer hears from the service says so, rather than look calm.
let lastHeard = Date.now();
const stale = document.getElementById("stale");
function sayStale(words) {
  if (!stale) return;
  if (stale.textContent !== words) stale.textContent = words;
  stale.hidden = words === "";
}
document.body.addEventListener("htmx:afterRequest", (event) => {
  const status = event.detail.xhr ? event.detail.xhr.status : 0;
  if (status >= 200 && status < 400) { lastHeard = Date.now(); sayStale(""); }
  if (status === 401) sayStale("You are signed out. Open the page again to sign in; what you have written here stays until you do.");
  if (status >= 500) sayStale("The service does not answer as it should. What you see may be out of date.");
});
window.setInterval(() => {
  const polls = document.querySelector("#strip, #fresh[hx-get]");
  if (polls && Date.now() - lastHeard > STALE_AFTER && document.visibilityState === "visible" && stale && stale.hidden) {
    sayStale("Nothing was heard from the service for a while. What you see may be out of date.");
  }
}, 5000);

// What came of a call is filled in, unless the officer has chosen already.
document.body.addEventListener("htmx:afterSwap", () => {
  const said = document.querySelector("[data-fills]");
  if (!said) return;
  const [name, value] = said.dataset.fills.split(":");
  const chosen = document.querySelector("input[name=result]:checked, input[name=outcome]:checked");
  const wanted = document.querySelector(`input[name="${name}"][value="${value}"]`);
  if (wanted && !chosen) wanted.checked = true;
  said.removeAttribute("data-fills");
});

// After "show", reading goes on at the list.
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target && event.detail.target.id === "list") {
    const fresh = document.getElementById("fresh");
    if (fresh) fresh.textContent = "";
    const heading = document.getElementById("now-heading");
    if (heading) { heading.tabIndex = -1; heading.focus(); }
  }
});

// The hand-over sheet is printed by the browser.
for (const button of document.querySelectorAll(".console-print")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
