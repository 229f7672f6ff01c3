// Lead the focus into the popover of saved views when it opens or is redrawn, and back to its button.
// Streamlit puts a popover at the end of the page: without this, Tab would pass every chart before it.
(() => {
  const isOpen = document.currentScript.dataset.open === "true";
  let tries = 0;
  const timer = setInterval(() => {
    const seen = document.activeElement, body = document.querySelector(".st-key-saved_body");
    const opener = document.querySelector(".st-key-saved_views button");
    // The last button is there, and no field is still being fetched: Tab finds everything in order.
    const whole = body && body.querySelector(".st-key-saved_save, [class*=st-key-saved_delete_]")
      && !body.querySelector("[data-testid=stSkeleton]");
    if (++tries > 300) clearInterval(timer);
    if (!opener || (isOpen ? !whole : body)) return;
    clearInterval(timer);
    if (body) body.tabIndex = -1;
    if (seen === opener || !seen || seen === document.body) (body || opener).focus({preventScroll: true});
  }, 100);
})();
