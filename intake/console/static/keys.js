// Shortcuts of one letter.  They do nothing while somebody types, and can be switched off for good
// (WCAG 2.1.4).  What each does is written in the dialog of the page, which "?" opens.

const list = document.getElementById("shortcuts");
const off = document.body.dataset.keys === "off";
const PLACES = {
  d: '.nhsuk-header__navigation-link[href="/console/"]',
  s: '.nhsuk-header__navigation-link[href="/console/search"]',
  r: "#alarm a",
  n: ".console-take__button, [data-key=n]",
  f: "#fresh button, #fresh a",
  t: "input[name=result]",
  c: "input[name=outcome]",
  w: "textarea#note",
};

function open() {
  list.showModal();
  list.querySelector("form[method=dialog] button").focus();
}

function typing(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/^(radio|checkbox|button|submit)$/.test(target.type);
}

function step(by) {
  const rows = [...document.querySelectorAll("a.console-reference")];
  const next = rows.indexOf(document.activeElement) + by;
  if (rows[next]) rows[next].focus();
  else if (rows.length && next < 0) rows[0].focus();
}

function go(selector) {
  const found = [...document.querySelectorAll(selector)].find((one) => one.getClientRects().length);
  if (!found) return false;
  if (/^(INPUT|TEXTAREA)$/.test(found.tagName)) found.focus();
  else found.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (off || typing(event.target) || document.querySelector("dialog[open]")) return;
  let done = true;
  if (event.key === "?") open();
  else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (Object.hasOwn(PLACES, event.key)) done = go(PLACES[event.key]);
  else done = false;
  if (done) event.preventDefault();
});

for (const opener of document.querySelectorAll("[data-opens=shortcuts]")) {
  opener.hidden = false;
  opener.addEventListener("click", open);
}
