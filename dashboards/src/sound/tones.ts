/** A pair of tones every two seconds: a fifth apart, falling, short enough to talk between them. */
const pair = [
  { hertz: 880, at: 0, seconds: 0.22 },
  { hertz: 587, at: 0.26, seconds: 0.3 },
] as const;
const everyMillis = 2000;

/** A browser that allows sound starts a context within milliseconds, a busy machine within seconds; one that has not after this long does not allow it. */
const patienceMillis = 5000;

/**
 * The siren. A browser lets a page sound only after somebody has touched it, or when it was started with
 * `--autoplay-policy=no-user-gesture-required`, as a kiosk should be. The context runs only while it sounds, because a running one
 * keeps an audio thread busy for weeks.
 */
export class Tones {
  /** False once the browser was seen to hold the sound back; true again as soon as it lets it out. */
  allowed = true;
  private readonly context: AudioContext | null = typeof AudioContext === 'undefined' ? null : new AudioContext();
  /** Whether the context has run since it was last expected to. */
  private ran = false;
  private beat: ReturnType<typeof setInterval> | null = null;

  /** @param onChange Told when `allowed` changed. */
  constructor(private readonly onChange: () => void) {
    if (this.context) {
      this.context.onstatechange = () => this.runs();
      // What the browser waits for: a press of a mouse button or a key, or the end of a touch, anywhere on the page.
      for (const touch of ['pointerdown', 'pointerup', 'keydown']) {
        addEventListener(touch, () => this.enable());
      }
    }

    this.expectRunning();
  }

  /** Tries to let the sound out; has an effect inside a click or a key press. */
  enable(): void {
    if (!this.allowed) {
      this.context?.resume().catch(() => undefined);
    }
  }

  sound(on: boolean): void {
    if (on === (this.beat !== null)) {
      return;
    }

    if (this.beat !== null) {
      clearInterval(this.beat);
      this.beat = null;
      this.rest();
      return;
    }

    this.context?.resume().catch(() => undefined);
    this.expectRunning();
    this.beat = setInterval(() => this.play(), everyMillis);
    this.play();
  }

  /** The context has begun to run, or was stopped. */
  private runs(): void {
    if (this.context?.state === 'running') {
      this.ran = true;
      this.judge(true);
      this.play();
      this.rest();
    }
  }

  private play(): void {
    const { context } = this;
    // Tones for a context that stands still would all sound at once when it goes on.
    if (!context || context.state !== 'running' || this.beat === null) {
      return;
    }

    for (const { hertz, at, seconds } of pair) {
      const start = context.currentTime + at;
      const tone = new OscillatorNode(context, { type: 'triangle', frequency: hertz });
      const volume = new GainNode(context, { gain: 0 });
      // Ramps of 15 ms: a tone that begins at full height clicks.
      volume.gain.setValueAtTime(0, start);
      volume.gain.linearRampToValueAtTime(0.6, start + 0.015);
      volume.gain.setValueAtTime(0.6, start + seconds - 0.015);
      volume.gain.linearRampToValueAtTime(0, start + seconds);
      tone.connect(volume).connect(context.destination);
      tone.start(start);
      tone.stop(start + seconds);
    }
  }

  private expectRunning(): void {
    this.ran = this.context?.state === 'running';
    setTimeout(() => {
      this.judge(this.ran);
      this.rest();
    }, patienceMillis);
  }

  private judge(allowed: boolean): void {
    if (allowed !== this.allowed) {
      this.allowed = allowed;
      this.onChange();
    }
  }

  private rest(): void {
    if (this.beat === null && this.allowed) {
      this.context?.suspend().catch(() => undefined);
    }
  }
}
