// Leave for the path in data-path after data-after milliseconds, unless the reader has left before.
// The script only ever leads to this site.
(() => {
  const { path, after } = document.currentScript.dataset, here = location.pathname;
  if (!/^\/(?![/\\])/.test(path)) return;
  setTimeout(() => { if (location.pathname === here) location.assign(path); }, Number(after) || 0);
})();
