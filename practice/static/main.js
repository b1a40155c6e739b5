// Puts the phone together and keeps it up to date, once a second while somebody looks.

import { Call } from "./call.js";
import { Others } from "./others.js";
import { Texts } from "./texts.js";

const field = document.getElementById("number");
const KEPT = "practice-number";
let number = localStorage.getItem(KEPT) || field.value;
field.value = number;
const whose = () => number;

for (const id of ["aloud", "timed"]) {
  const box = document.getElementById(id);
  box.checked = localStorage.getItem(`practice-${id}`) !== "off";
  box.addEventListener("change", () => {
    localStorage.setItem(`practice-${id}`, box.checked ? "on" : "off");
  });
}

const texts = new Texts(whose);
const call = new Call(whose);
const others = new Others(() => texts.number);

document.getElementById("whose").addEventListener("submit", (event) => {
  event.preventDefault();
  number = field.value.trim();
  localStorage.setItem(KEPT, number);
  texts.clear();
  look();
});

async function look() {
  const looked = [texts.look(), call.look(), others.look()];
  await Promise.allSettled(looked);
}

async function keepLooking() {
  if (!document.hidden) await look();
  setTimeout(keepLooking, 1000);
}

window.speechSynthesis?.getVoices();
keepLooking();
