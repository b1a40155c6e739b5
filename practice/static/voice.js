// Sentences spoken one after the other, and shown as they are spoken.

const synthesis = window.speechSynthesis;
const READING_WORDS_A_SECOND = 4;

function voice() {
  // Only voices of this machine: others send the words to somebody's server.
  const voices = (synthesis ? synthesis.getVoices() : []).filter((one) => one.localService);
  return voices.find((one) => one.lang.replace("_", "-") === "en-GB")
    || voices.find((one) => one.lang.startsWith("en"));
}

function spoken(words) {
  const chosen = voice();
  if (!chosen) return Promise.resolve();
  return new Promise((done) => {
    const utterance = new SpeechSynthesisUtterance(words);
    utterance.voice = chosen;
    utterance.lang = chosen.lang;
    utterance.onend = utterance.onerror = done;
    // Some browsers never say that they have finished.
    setTimeout(done, 3000 + words.length * 120);
    synthesis.speak(utterance);
  });
}

export const hasVoice = () => Boolean(voice());

export class Voice {
  constructor(show, isAloud) {
    this.show = show;
    this.isAloud = isAloud;
    this.waiting = [];
    this.running = null;
  }

  say(sentences) {
    this.waiting.push(...sentences);
    if (!this.running) this.running = this.run().finally(() => { this.running = null; });
  }

  async run() {
    while (this.waiting.length) {
      const words = this.waiting.shift();
      this.show(words);
      if (this.isAloud()) await spoken(words);
    }
  }

  // Cut short: what was still to be said is shown at once.
  hush() {
    for (const words of this.waiting.splice(0)) this.show(words);
    if (synthesis) synthesis.cancel();
  }

  async finished() {
    while (this.running) await this.running;
  }
}

// How long, in milliseconds, it takes to read what was not spoken.
export const reading = (words) => (words.split(" ").length / READING_WORDS_A_SECOND) * 1000;

const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
export const canListen = Boolean(Recognition);

export function listened() {
  return new Promise((done) => {
    const recognition = new Recognition();
    recognition.lang = "en-GB";
    recognition.maxAlternatives = 1;
    let heard = "";
    recognition.onresult = (event) => { heard = event.results[0][0].transcript; };
    recognition.onerror = recognition.onend = () => done(heard);
    recognition.start();
  });
}
