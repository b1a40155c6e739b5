// The thread of texts of one number.

import { followed, get, made, post, Refused } from "./wire.js";

const STATES = {
  received: "Sent", queued: "On its way", sent: "Sent to you", delivered: "Delivered",
  undelivered: "Not delivered", failed: "Failed",
};

export class Texts {
  constructor(whose) {
    this.whose = whose;
    this.thread = document.getElementById("thread");
    this.state = document.getElementById("texts-state");
    this.body = document.getElementById("body");
    this.shown = new Map();
    const form = document.getElementById("compose");
    form.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    this.body.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.send();
    });
  }

  clear() {
    this.thread.replaceChildren();
    this.shown.clear();
  }

  async send() {
    const body = this.body.value;
    if (!body.trim()) { this.state.textContent = "Write something first."; return; }
    this.body.value = "";
    this.state.textContent = "Sending.";
    try {
      const sent = await post("/phone/texts", { from: this.whose(), body });
      this.state.textContent = sent.errors.length
        ? `The service did not answer properly: error ${sent.errors.join(", ")}.` : "";
      if (!sent.errors.length && !sent.replies.length) this.state.textContent = "No reply.";
    } catch (error) {
      this.state.textContent = error instanceof Refused ? error.message : "Practice is not there.";
    }
    await this.look();
  }

  async look() {
    const number = this.whose();
    const found = await get(`/phone/threads/${encodeURIComponent(number)}`);
    if (number !== this.whose()) return;
    this.number = found.number;
    followed(this.thread, () => found.messages.forEach((message) => this.show(message)));
  }

  show(message) {
    let element = this.shown.get(message.sid);
    if (!element) {
      this.thread.querySelector(".empty")?.remove();
      const mine = message.direction === "inbound";
      element = made("div", "", mine ? "text mine" : "text");
      element.append(made("span", mine ? "You: " : "They: ", "unseen"), message.body, made("small", ""));
      this.shown.set(message.sid, element);
      this.thread.append(element);
    }
    const time = new Date(message.at).toLocaleTimeString("en-GB", { timeStyle: "short" });
    const parts = message.segments === 1 ? "1 part" : `${message.segments} parts`;
    const error = message.error_code ? ` (${message.error_code})` : "";
    const line = `${STATES[message.status] || message.status}${error} · ${time} · ${parts}`;
    const small = element.querySelector("small");
    if (small.textContent !== line) small.textContent = line;
  }
}
