// Put the cursor into the field of data-selector once it is drawn.
(() => {
  const selector = document.currentScript.dataset.selector;
  let tries = 0;
  const timer = setInterval(() => {
    const field = document.querySelector(selector);
    if (field) field.focus();
    if (field || ++tries > 300) clearInterval(timer);
  }, 100);
})();
