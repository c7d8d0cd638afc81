// The card on the home screen without a connection: a page that says so, in place of the browser's own. Nothing of
// anybody's card is kept (S35). The server writes KEPT before this: the shop's scope, a name, the page and its parts.
(() => {
  'use strict';
  const longest = 20000;
  const anonymous = { credentials: 'omit', cache: 'no-cache' };

  self.addEventListener('install', (event) => {
    event.waitUntil((async () => {
      const kept = await caches.open(KEPT.name);
      await kept.add(new Request(KEPT.page, anonymous));
      await kept.addAll(KEPT.parts);
      await self.skipWaiting();
    })());
  });

  self.addEventListener('activate', (event) => {
    const isOld = (name) => name.startsWith(KEPT.scope) && name !== KEPT.name;
    event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name)))));
  });

  // A page that is gone to is asked for as it stands: with a signal of ours some browsers would not take it.
  const late = () => new Promise((_, refuse) => { setTimeout(() => refuse(new Error('no answer')), longest); });
  const fromServer = (request) => Promise.race([fetch(request), late()]);
  const keptPart = async (request) => (await caches.match(request, { ignoreVary: true })) || fromServer(request);
  const noConnection = async () => (await caches.match(KEPT.page, { ignoreVary: true })) || Response.error();

  self.addEventListener('fetch', (event) => {
    const { request } = event;
    const { pathname, search } = new URL(request.url);
    if (request.mode === 'navigate' && request.method === 'GET') event.respondWith(fromServer(request).catch(noConnection));
    else if (KEPT.parts.includes(pathname + search)) event.respondWith(keptPart(request));
  });
})();
