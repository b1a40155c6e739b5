// The call that you make: rings, is heard, and takes keys, words and silence.

import { followed, get, made, post, Refused } from "./wire.js";
import { canListen, hasVoice, listened, reading, Voice } from "./voice.js";

const $ = (id) => document.getElementById(id);

const WAITS = {
  gather: "It is listening.",
  dial: "Ringing somebody. Look under Other phones.",
  bridge: "You are through.",
};
const ENDS = {
  completed: "The call has ended.", busy: "Busy.", "no-answer": "Not taken.", failed: "It failed.",
  canceled: "The call has ended.",
};

export class Call {
  constructor(whose) {
    this.whose = whose;
    this.call = null;
    this.heard = 0;
    this.turn = 0;
    this.asking = 0;
    this.voice = new Voice((words) => this.show(words), () => $("aloud").checked);
    $("ring").addEventListener("click", () => this.ring());
    $("hangup").addEventListener("click", () => this.act("hangup"));
    $("silence").addEventListener("click", () => this.act("silence"));
    $("aloud").addEventListener("change", () => { if (!$("aloud").checked) this.voice.hush(); });
    $("timed").addEventListener("change", () => this.keepTime());
    $("say").addEventListener("submit", (event) => {
      event.preventDefault();
      this.say($("words").value);
      $("words").value = "";
    });
    document.querySelectorAll(".key").forEach((key) => {
      key.addEventListener("click", () => this.press(key.dataset.key));
    });
    $("call").addEventListener("keydown", (event) => this.typed(event));
    if (canListen) {
      $("microphone").hidden = false;
      $("listen").addEventListener("click", async () => {
        this.voice.hush();
        this.stopClock();
        this.say(await listened());
      });
    }
    window.addEventListener("pagehide", () => {
      if (this.running) navigator.sendBeacon(`/phone/calls/${this.call.sid}/hangup`);
    });
  }

  get running() { return Boolean(this.call && !this.call.ended); }

  async ring() {
    if (this.running) return;
    $("heard").replaceChildren();
    this.heard = 0;
    $("call-state").textContent = "Ringing.";
    const from = $("withheld").checked ? "withheld" : this.whose();
    await this.took(post("/phone/calls", { from, to: $("to").value }));
  }

  press(key) {
    if (!this.running) return;
    this.note(`You press ${key}`);
    this.act("keys", { digits: key });
  }

  say(words) {
    if (!this.running || !words.trim()) return;
    this.note(`You say: ${words}`);
    this.act("say", { speech: words });
  }

  typed(event) {
    const field = event.target.matches("input:not([type=checkbox]), select");
    if (field || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^[0-9*#]$/.test(event.key)) this.press(event.key);
  }

  async act(deed, body = {}) {
    if (!this.running) return;
    this.voice.hush();
    this.stopClock();
    await this.took(post(`/phone/calls/${this.call.sid}/${deed}`, body));
  }

  async look() {
    if (this.running && !this.asking) await this.took(get(`/phone/calls/${this.call.sid}`));
  }

  async took(asked) {
    const turn = ++this.turn;
    this.asking += 1;
    try {
      const call = await asked;
      if (turn !== this.turn) return;
      const before = JSON.stringify(this.call?.waiting);
      this.call = call;
      const news = call.heard.slice(this.heard);
      this.heard = call.heard.length;
      this.voice.say(news);
      if (news.length || JSON.stringify(call.waiting) !== before) this.settle(news.join(" "));
    } catch (error) {
      const gone = error instanceof Refused;
      $("call-state").textContent = gone ? error.message : "Practice is not there.";
      if (gone) this.call = null;
      this.buttons();
    } finally {
      this.asking -= 1;
    }
  }

  // When all has been said: how the call stands now, and the clock of silence.
  async settle(news) {
    this.buttons();
    await this.voice.finished();
    if (!this.call) return;
    const waiting = this.call.waiting;
    $("call-state").textContent = this.call.ended ? ENDS[this.call.status] : WAITS[waiting?.for] || "In the call.";
    this.read = $("aloud").checked && hasVoice() ? 0 : reading(news);
    this.keepTime();
  }

  keepTime() {
    this.stopClock();
    const waiting = this.call?.waiting;
    if (!this.running || waiting?.for !== "gather" || !$("timed").checked) return;
    const until = Date.now() + waiting.timeout * 1000 + (this.read || 0);
    this.clock = setInterval(() => {
      const left = Math.ceil((until - Date.now()) / 1000);
      $("clock").textContent = left > 0 ? `Silence in ${left} s` : "";
      if (left <= 0) this.act("silence");
    }, 250);
  }

  stopClock() {
    clearInterval(this.clock);
    $("clock").textContent = "";
  }

  buttons() {
    $("ring").setAttribute("aria-disabled", String(this.running));
    $("hangup").setAttribute("aria-disabled", String(!this.running));
  }

  show(words) { followed($("heard"), () => $("heard").append(made("p", words))); }

  note(words) { followed($("heard"), () => $("heard").append(made("p", words, "you"))); }
}
