/** A few short notes for what is new. Silent when the desk has muted it or the browser has not been touched yet. */
const STORE_KEY = "beadle.chime";

export const isChimeOn = (): boolean => {
  try {
    return window.localStorage.getItem(STORE_KEY) !== "off";
  } catch {
    return true;
  }
};
export function setChime(on: boolean): void {
  try {
    window.localStorage.setItem(STORE_KEY, on ? "on" : "off");
  } catch {
    // Private windows may refuse storage: the choice is then forgotten.
  }
}

/** An alarm falls; a hit climbs; what is only possible knocks twice, low and soft. */
export type Sound = "alarm" | "hit" | "possible";
const SOUNDS: Record<Sound, { notes: readonly number[]; loud: number }> = {
  alarm: { notes: [660, 495], loud: 0.12 }, hit: { notes: [523, 659, 880], loud: 0.14 }, possible: { notes: [330, 330], loud: 0.07 },
};

export function chime(sound: Sound = "alarm"): void {
  const { notes, loud } = SOUNDS[sound];
  if (!isChimeOn() || typeof AudioContext === "undefined" || navigator.userActivation?.hasBeenActive === false) return;
  const context = new AudioContext();
  const gain = context.createGain();
  gain.connect(context.destination);
  for (const [index, pitch] of notes.entries()) {
    const start = context.currentTime + index * 0.18;
    const note = context.createOscillator();
    note.frequency.value = pitch;
    note.connect(gain);
    gain.gain.setValueAtTime(0.0001, start);
    gain.gain.exponentialRampToValueAtTime(loud, start + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, start + 0.16);
    note.start(start);
    note.stop(start + 0.17);
  }
  setTimeout(() => { void context.close(); }, 1000);
}
