// The clock of the status line, in the store's time by the server's clock.
(() => {
  'use strict';
  const { loyalty } = window;
  const format = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: loyalty.timeZone });
  loyalty.timeOfDay = (time) => format.format(time);

  function tick() {
    const now = loyalty.now();
    for (const clock of document.querySelectorAll('[data-clock]')) {
      const text = format.format(now);
      if (clock.textContent !== text) clock.textContent = text;
    }
  }
  loyalty.onContent(tick);
  setInterval(tick, 1000);

  /** "2 h", "40 min": these two signs are the same in every language we speak. */
  function howWrong() {
    const minutes = Math.round(Math.abs(loyalty.clockOffset()) / 60000);
    return minutes < 90 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
  }
  if (Math.abs(loyalty.clockOffset()) > 5 * 60 * 1000) {
    document.addEventListener('DOMContentLoaded', () => loyalty.hint('clock-wrong', { facts: { by: howWrong() } }));
  }
})();
