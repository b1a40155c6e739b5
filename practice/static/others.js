// The other phones: those that the service makes ring, and the texts that they got.

import { followed, get, made, post, written } from "./wire.js";

const $ = (id) => document.getElementById(id);
const STATES = {
  queued: "About to ring", initiated: "About to ring", ringing: "Ringing", "in-progress": "Answered",
  completed: "Ended", busy: "Was busy", "no-answer": "Was not answered", failed: "Failed",
  canceled: "Stopped ringing",
};

class Phone {
  constructor(call, number) {
    this.sid = call.sid;
    this.heard = 0;
    const copy = $("phone-card").content.cloneNode(true);
    this.card = copy.querySelector(".card");
    const whose = call.to === number ? "Your phone" : written(call.to);
    this.card.querySelector("h3").textContent = `${whose}, rung by ${written(call.from)}`;
    this.card.querySelectorAll("[data-deed]").forEach((button) => {
      const { deed, by, digits } = button.dataset;
      button.addEventListener("click", () => this.act(deed, { by, digits }));
    });
    const form = this.card.querySelector("form");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const words = form.words.value.trim();
      form.words.value = "";
      if (/^[0-9*#]+$/.test(words)) this.act("keys", { digits: words });
      else if (words) this.act("say", { speech: words });
    });
  }

  async act(deed, body) {
    const answered = deed === "answer";
    this.show(await post(`/phone/calls/${this.sid}/${deed}`, body));
    if (answered) this.card.querySelector(".talking button").focus();
  }

  show(call) {
    const rings = call.status === "ringing";
    // Said once, when it begins to ring: it may have been seen earlier, about to.
    const rang = this.card.classList.contains("rings");
    if (rings && !rang) $("others-state").textContent = `${written(call.to)} is ringing.`;
    this.card.classList.toggle("rings", rings);
    this.card.querySelector(".answering").hidden = !rings;
    this.card.querySelector(".talking").hidden = rings || call.ended;
    const through = call.waiting?.for === "bridge" ? ", in conversation" : "";
    this.card.querySelector(".state").textContent = `${STATES[call.status] || call.status}${through}`;
    const box = this.card.querySelector(".heard");
    for (const words of call.heard.slice(this.heard)) box.append(made("p", words));
    this.heard = call.heard.length;
  }
}

export class Others {
  constructor(number) {
    this.number = number;
    this.phones = new Map();
    this.texts = new Set();
    this.notices = 0;
  }

  async look() {
    const found = await get("/phone/outgoing");
    const sids = new Set(found.calls.map((call) => call.sid));
    for (const [sid, phone] of this.phones) {
      if (!sids.has(sid)) { phone.card.remove(); this.phones.delete(sid); }
    }
    for (const call of found.calls) this.rings(call);
    const ringing = found.calls.filter((call) => call.status === "ringing").length;
    $("ringing-count").textContent = ringing ? ` (${ringing})` : "";
    if (!ringing) $("others-state").textContent = "";
    const texts = found.messages.filter((message) => !this.texts.has(message.sid)
      && message.to !== this.number());
    followed($("received"), () => texts.forEach((message) => this.got(message)));
    await this.noticed();
  }

  rings(call) {
    let phone = this.phones.get(call.sid);
    if (!phone) {
      phone = new Phone(call, this.number());
      this.phones.set(call.sid, phone);
      $("ringing").prepend(phone.card);
    }
    phone.show(call);
  }

  got(message) {
    $("received").querySelector(".empty")?.remove();
    this.texts.add(message.sid);
    const element = made("div", message.body, "text");
    const time = new Date(message.at).toLocaleTimeString("en-GB", { timeStyle: "short" });
    element.prepend(made("small", `To ${written(message.to)} at ${time}`));
    $("received").append(element);
  }

  async noticed() {
    const { notices } = await get("/notices");
    if (notices.length === this.notices) return;
    this.notices = notices.length;
    $("notice-count").textContent = String(notices.length);
    const lines = notices.slice(-30).reverse().map((notice) => (
      made("li", `${notice.level} ${notice.code}: ${notice.text}${notice.detail ? `, ${notice.detail}` : ""}`)
    ));
    $("notices").querySelector("ul").replaceChildren(...lines);
  }
}
