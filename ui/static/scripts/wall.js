// The wall's clock, the sign that its figures are old, full screen, and a display that stays on.
(() => {
  const given = document.currentScript?.dataset || {}, stale = 1000 * Number(given.stale || 60);
  if (window.tdWall) return;
  let stamp = "", since = performance.now();
  const time = new Intl.DateTimeFormat("vi", { hour: "2-digit", minute: "2-digit", timeZone: given.zone });
  const tick = () => {
    const shown = document.querySelector(".td-wall-stamp");
    if (!shown) return;
    // Counted from when the figures came, so that a wrong clock of the display does no harm.
    if (shown.dataset.at !== stamp) { stamp = shown.dataset.at; since = performance.now(); }
    shown.classList.toggle("td-stale", performance.now() - since > stale);
    const clock = document.querySelector(".td-wall-clock");
    if (clock) clock.textContent = time.format(new Date());
  };
  window.tdWall = setInterval(tick, 1000);
  tick();
  const keepOn = () => {
    if (document.querySelector(".td-wall-head") && document.visibilityState === "visible")
      navigator.wakeLock?.request("screen").catch(() => {});
  };
  keepOn();
  document.addEventListener("visibilitychange", keepOn);
  document.addEventListener("click", event => {
    if (!event.target.closest?.(".st-key-wall_full")) return;
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen().catch(() => {});
  }, true);
})();
