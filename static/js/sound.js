// The sound of each result, made here, no files. Silent until the first touch of the shift; off, low, medium
// or loud per tablet (the only thing kept on the device).
(() => {
  'use strict';
  const { loyalty } = window;
  // [frequency, start, length] in hertz and seconds; kind of wave; loudness
  const notes = {
    done: { wave: 'sine', gain: 0.5, tones: [[784, 0, 0.09], [1175, 0.09, 0.12]] },
    refused: { wave: 'triangle', gain: 0.55, tones: [[196, 0, 0.16], [196, 0.24, 0.18]] },
    notfound: { wave: 'square', gain: 0.12, tones: [[880, 0, 0.035]] },
    notsaved: { wave: 'sawtooth', gain: 0.25, tones: [[659, 0, 0.14], [494, 0.16, 0.14], [330, 0.32, 0.24]] },
    waiting: { wave: 'sine', gain: 0.15, tones: [[1200, 0, 0.02]] },
    reward: { wave: 'sine', gain: 0.5, tones: [[523, 0, 0.12], [659, 0.11, 0.12], [784, 0.22, 0.12], [1047, 0.33, 0.4]] },
  };
  const shakes = { done: [40], refused: [60, 80, 60], notfound: [20], notsaved: [120, 60, 120], reward: [40, 40, 40, 40, 160] };

  let context = null;
  const volume = () => {
    const kept = localStorage.getItem('sound-volume');
    return kept === null ? 0.7 : Number(kept);
  };

  function wake() {
    const Context = window.AudioContext || window.webkitAudioContext;
    if (!Context) return;
    context = context || new Context();
    if (context.state === 'suspended') context.resume().catch(() => {});
  }

  loyalty.play = (state) => {
    const sound = notes[state];
    document.dispatchEvent(new CustomEvent('sound-played', { detail: { state, audible: Boolean(context && sound && volume()) } }));
    if (!sound || !context || !volume()) return;
    for (const [frequency, start, length] of sound.tones) {
      const at = context.currentTime + start;
      const tone = context.createOscillator();
      const level = context.createGain();
      tone.type = sound.wave;
      tone.frequency.value = frequency;
      level.gain.setValueAtTime(0, at);
      level.gain.linearRampToValueAtTime(sound.gain * volume(), at + 0.008);
      level.gain.exponentialRampToValueAtTime(0.0005, at + length);
      tone.connect(level).connect(context.destination);
      tone.start(at);
      tone.stop(at + length + 0.02);
    }
    if (shakes[state] && navigator.userActivation?.hasBeenActive) navigator.vibrate?.(shakes[state]);
  };

  function showChoice() {
    for (const button of document.querySelectorAll('[data-sound-volume]')) {
      button.setAttribute('aria-pressed', String(Number(button.dataset.soundVolume) === volume()));
    }
  }

  document.addEventListener('click', (event) => {
    const unlocked = document.querySelector('#status[data-unlocked]');
    if (unlocked || event.target.closest?.('[data-start-shift]')) wake();
    const choice = event.target.closest?.('[data-sound-volume]');
    if (choice) {
      localStorage.setItem('sound-volume', choice.dataset.soundVolume);
      showChoice();
      loyalty.play('done');
    }
    const test = event.target.closest?.('[data-sound-test]');
    if (test) loyalty.play(test.dataset.soundTest);
  });
  loyalty.onContent(showChoice);
})();
