// The keys of a presenter press the buttons of the slides. One listener, however often the slide is drawn.
(() => {
  const keys = {
    ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next",
    ArrowLeft: "previous", ArrowUp: "previous", PageUp: "previous",
    Home: "first", End: "last", Escape: "end",
  };
  if (window.tdSlides) return;
  window.tdSlides = true;
  // The line that names the keys shows from here on: never before they work.
  document.documentElement.classList.add("td-keys");
  document.addEventListener("keydown", event => {
    const name = keys[event.key], at = event.target;
    if (!name || event.ctrlKey || event.altKey || event.metaKey) return;
    // Only while presenting, and never what somebody types or opens.
    if (!document.querySelector(".td-hint") || at.closest("input, textarea, select, [role=combobox], dialog")) return;
    const button = document.querySelector(`.st-key-slide_${name} button`);
    if (!button) return;
    event.preventDefault();
    if (!button.disabled) button.click();
  }, true);
})();
