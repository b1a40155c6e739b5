// Talks to the control interface of this very server, and to nothing else.

export class Refused extends Error {}

async function asked(method, path, body) {
  const options = { method };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { "Content-Type": "application/json" };
  }
  const answer = await fetch(path, options);
  const found = await answer.json();
  if (!answer.ok) throw new Refused(found.error || `Refused (${answer.status})`);
  return found;
}

export const get = (path) => asked("GET", path);
export const post = (path, body = {}) => asked("POST", path, body);

// +447700900123 as people write it; short codes and words stay as they are.
export function written(number) {
  if (number === "anonymous") return "number withheld";
  if (!number.startsWith("+44")) return number;
  const local = `0${number.slice(3)}`;
  const shape = SHAPES.find(([begins]) => begins.test(local));
  return local.length === 11 && shape ? shape[1].exec(local).slice(1).join("\u00a0") : local;
}

const SHAPES = [
  [/^07/, /^(.{5})(.{6})$/],
  [/^02/, /^(.{3})(.{4})(.{4})$/],
  [/^0/, /^(.{4})(.{3})(.{4})$/],
];

export function made(name, words, kind = "") {
  const element = document.createElement(name);
  element.textContent = words;
  if (kind) element.className = kind;
  return element;
}

// At the end of a log, unless somebody has scrolled up to read.
export function followed(box, change) {
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
  change();
  if (atEnd) box.scrollTop = box.scrollHeight;
}
