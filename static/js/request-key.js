// Gives a form that came without one its key: Back, a double tap and a retry send the same key, so the
// server does it once. The key is a UUIDv7 by the server's clock.
(() => {
  'use strict';
  const { loyalty } = window;

  loyalty.newKey = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    let time = Math.round(loyalty.now());
    for (let index = 5; index >= 0; index -= 1) {
      bytes[index] = time % 256;
      time = Math.floor(time / 256);
    }
    bytes[6] = (bytes[6] & 0x0f) | 0x70;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  };

  loyalty.onContent(() => {
    for (const input of document.querySelectorAll('input[name="request_id"]')) {
      if (!input.value) input.value = loyalty.newKey();
    }
  });
})();
