// Charts fit a sheet of paper. They are drawn in pixels of the screen and would be cut off at its edge:
// a view box lets the style for paper give them the width of the sheet.
(() => {
  if (window.tdPaperListens) return;
  window.tdPaperListens = true;
  const drawings = () => document.querySelectorAll(".js-plotly-plot svg.main-svg");
  window.addEventListener("beforeprint", () => drawings().forEach((one) => {
    one.setAttribute("viewBox", `0 0 ${one.getAttribute("width")} ${one.getAttribute("height")}`);
  }));
  window.addEventListener("afterprint", () => drawings().forEach((one) => one.removeAttribute("viewBox")));
})();
