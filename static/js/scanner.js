// The camera: shows its picture in the scan window of the current screen and looks for a QR code, by the
// browser's own detector where there is one, else by zxing (fetched only then). One camera for all screens.
(() => {
  'use strict';
  const { loyalty } = window;
  const pause = 120; // milliseconds between two looks at the picture
  const sameAgain = 2000; // a code that stays in front of the camera is one scan
  const resting = 1000; // no look for so long: another screen is shown, and nobody looks
  const stillThere = 30000; // a phone that lies there meanwhile was not taken away

  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.setAttribute('playsinline', '');
  video.setAttribute('aria-hidden', 'true');
  video.tabIndex = -1;
  const canvas = document.createElement('canvas');

  let stream = null;
  let starting = null;
  let blocked = false;
  let said = false;
  let facing = 'environment';
  let torchOn = false;
  let detect = null;
  let last = { text: '', seen: 0 };
  let looked = 0;

  const screenWants = () => document.getElementById('screen')?.dataset.camera === 'on';
  const window_ = () => document.querySelector('[data-scan]');

  // ── finding a code in a picture ───────────────────────────────────────────────
  async function nativeDetector() {
    if (!('BarcodeDetector' in window)) return null;
    const formats = await window.BarcodeDetector.getSupportedFormats().catch(() => []);
    if (!formats.includes('qr_code')) return null;
    const detector = new window.BarcodeDetector({ formats: ['qr_code'] });
    return async () => (await detector.detect(video))[0]?.rawValue || '';
  }

  function loadScript(src) {
    return new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = src;
      script.onload = resolve;
      script.onerror = () => reject(new Error('decoder not loaded'));
      document.head.append(script);
    });
  }

  async function zxingDetector(place) {
    if (!window.ZXingWASM) await loadScript(place.dataset.zxingSrc);
    const wasm = place.dataset.zxingWasm;
    await window.ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
    const context = canvas.getContext('2d', { willReadFrequently: true });
    return async () => {
      const scale = Math.min(1, 800 / Math.max(video.videoWidth, video.videoHeight, 1));
      canvas.width = Math.round(video.videoWidth * scale);
      canvas.height = Math.round(video.videoHeight * scale);
      if (!canvas.width) return '';
      context.drawImage(video, 0, 0, canvas.width, canvas.height);
      const image = context.getImageData(0, 0, canvas.width, canvas.height);
      const found = await window.ZXingWASM.readBarcodes(image, { formats: ['QRCode'], tryHarder: true, maxNumberOfSymbols: 1 });
      return found[0]?.isValid === false ? '' : found[0]?.text || '';
    };
  }

  // ── the camera itself ─────────────────────────────────────────────────────────
  async function open() {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: { ideal: facing }, width: { ideal: 1280 }, height: { ideal: 720 } },
    });
    video.srcObject = stream;
    stream.getVideoTracks()[0].addEventListener('ended', close);
    show();
    detect = detect || (await nativeDetector()) || (await zxingDetector(document.querySelector('[data-zxing-src]')));
  }

  function close() {
    for (const track of stream?.getTracks() || []) track.stop();
    stream = null;
    video.srcObject = null;
  }

  async function begin() {
    if (stream || starting || blocked) return;
    if (!navigator.mediaDevices?.getUserMedia) {
      blocked = true;
      show();
      return;
    }
    starting = open();
    try {
      await starting;
    } catch {
      blocked = true; // no camera, not allowed, or in use: typing and searching stay
      close();
    }
    starting = null;
    if (!screenWants() || document.hidden) close();
    show();
  }

  function show() {
    if (stream && video.paused) video.play().catch(() => {}); // the locked screen looks without showing a picture
    const place = window_();
    if (!place) return;
    typeInstead(place);
    place.dataset.scanState = blocked ? 'blocked' : stream ? 'on' : 'starting';
    const hint = place.querySelector('[data-scan-hint]');
    if (hint && (stream || blocked)) hint.textContent = blocked ? hint.dataset.blocked : hint.dataset.on;
    const picture = place.querySelector('[data-scan-picture]');
    if (picture && stream && video.parentNode !== picture) picture.append(video);
    video.toggleAttribute('data-mirrored', stream?.getVideoTracks()[0]?.getSettings?.().facingMode === 'user');
    tools(place);
  }

  // ── without a camera the number is typed: our keys stand where its picture would be ─────────
  const typing = () => document.querySelector('[data-type-instead]');
  const halfTyped = () => Boolean(typing()?.querySelector('input[name="scan"]')?.value);

  function typeInstead(place) {
    const keys = typing();
    if (!keys || Boolean(keys.firstElementChild) === blocked || (!blocked && !stream)) return;
    const wasHere = place.contains(document.activeElement);
    keys.closest('[data-without-camera]').dataset.withoutCamera = blocked ? 'yes' : '';
    if (!blocked) { keys.replaceChildren(); return; }
    keys.append(loyalty.words('type-instead').copy);
    window.htmx.process(keys);
    loyalty.arrived(keys);
    if (wasHere) keys.querySelector('h1').focus({ preventScroll: true });
    if (!said) loyalty.say(keys.querySelector('[data-no-camera]').textContent.trim());
    said = true;
  }

  async function tools(place) {
    const torch = place.querySelector('[data-scan-torch]');
    const flip = place.querySelector('[data-scan-flip]');
    const track = stream?.getVideoTracks()[0];
    if (torch) {
      torch.hidden = !track?.getCapabilities?.().torch;
      torch.setAttribute('aria-pressed', String(torchOn));
    }
    if (flip) {
      const devices = stream ? await navigator.mediaDevices.enumerateDevices() : [];
      flip.hidden = devices.filter((device) => device.kind === 'videoinput').length < 2;
    }
  }

  document.addEventListener('click', async (event) => {
    if (event.target.closest?.('[data-scan-torch]')) {
      torchOn = !torchOn;
      await stream?.getVideoTracks()[0]?.applyConstraints({ advanced: [{ torch: torchOn }] }).catch(() => {});
      show();
    }
    if (event.target.closest?.('[data-scan-flip]')) {
      facing = facing === 'environment' ? 'user' : 'environment';
      torchOn = false;
      close();
      begin();
    }
  });

  // ── looking, again and again ──────────────────────────────────────────────────
  async function look() {
    if (stream && detect && !document.hidden && screenWants() && video.readyState >= 2) {
      const text = await detect().catch(() => '');
      const now = Date.now();
      const rested = now - looked;
      if (rested > resting && rested < stillThere) last.seen += rested;
      looked = now;
      const repeated = text && text === last.text && now - last.seen < sameAgain;
      if (text) last = { text, seen: now };
      if (text && !repeated && screenWants()) {
        document.dispatchEvent(new CustomEvent('card-scanned', { detail: { text, source: 'camera' }, cancelable: true }));
      }
    }
    setTimeout(look, pause);
  }

  function follow() {
    if (screenWants() && !document.hidden) {
      begin();
      show();
    } else if (document.hidden || !document.getElementById('screen')) close();
  }

  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && !halfTyped()) blocked = false; // perhaps it was allowed in the settings meanwhile
    follow();
  });

  // Whatever was scanned, by camera or by USB: one look-up through the hidden form of the screen.
  document.addEventListener('card-scanned', (event) => {
    if (event.defaultPrevented || document.querySelector('form[data-money].htmx-request')) return;
    const form = document.querySelector('#screen form[data-scan-form], form[data-scan-form]');
    if (!form || form.classList.contains('htmx-request')) return;
    form.elements.scan.value = event.detail.text;
    form.requestSubmit();
  });

  loyalty.onContent(follow);
  look();
})();
