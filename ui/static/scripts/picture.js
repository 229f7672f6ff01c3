// A chart saved as a picture says what it shows: its title, the filter, and letters of the screen's own font.
// Plotly's button would save the bare plot in whatever font the machine has. Nothing leaves the browser.
(() => {
  const scale = 2, margin = 16, family = "Be Vietnam Pro";
  const data = document.currentScript.dataset;
  window.tdPicture = { line: data.line, asOf: data.asof };
  if (window.tdPictureListens) return;
  window.tdPictureListens = true;

  const escaped = (text) => text.replace(/[&<>"]/g, (one) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[one]);
  const inBase64 = async (path) => {
    const bytes = new Uint8Array(await (await fetch(path)).arrayBuffer());
    let text = "";
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(text);
  };
  // A picture inside a picture may fetch nothing: the font goes along in it.
  const faces = () => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
    .filter((rule) => rule instanceof CSSFontFaceRule && rule.style.fontFamily.includes(family))
    .map(async ({ style, parentStyleSheet }) => {
      const path = /url\(["']?([^"')]+)/.exec(style.getPropertyValue("src"))[1];
      const from = new URL(path, parentStyleSheet.href || document.baseURI);
      return `@font-face{font-family:"${family}";font-weight:${style.fontWeight};`
        + `unicode-range:${style.getPropertyValue("unicode-range")};`
        + `src:url(data:font/woff2;base64,${await inBase64(from)}) format("woff2")}`;
    });
  const lines = (text, width, size) => {
    const pen = document.createElement("canvas").getContext("2d"), found = [""];
    pen.font = `${size}px "${family}", sans-serif`;
    for (const word of text.split(/\s+/)) {
      const longer = `${found[found.length - 1]} ${word}`.trim();
      if (pen.measureText(longer).width <= width) found[found.length - 1] = longer;
      else found.push(word);
    }
    return found.filter(Boolean);
  };

  const save = async (plot) => {
    const box = plot.getBoundingClientRect(), panel = plot.closest("[class*=st-key-panel_]");
    const width = Math.round(box.width) + 2 * margin, room = width - 2 * margin;
    const title = panel?.querySelector(".td-title")?.textContent?.trim() || document.title;
    const { line, asOf } = window.tdPicture;
    const style = getComputedStyle(plot.closest(".stApp") || document.body);
    const ink = style.color, paper = style.backgroundColor;
    let y = margin, words = "";
    const write = (text, size, weight) => {
      for (const one of lines(text, room, size)) {
        y += Math.round(size * 1.35);
        words += `<text x="${margin}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${ink}">${escaped(one)}</text>`;
      }
    };
    write(title, 18, 600);
    write(line, 12, 400);
    y += 10;
    const drawn = [...plot.querySelectorAll(".main-svg")].map((svg) => {
      const copy = svg.cloneNode(true);
      copy.setAttribute("x", margin);
      copy.setAttribute("y", y);
      copy.removeAttribute("class");
      return new XMLSerializer().serializeToString(copy);
    });
    y += Math.round(box.height);
    write(asOf, 11, 400);
    const height = y + margin, letters = (await Promise.all(faces())).join("");
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width * scale}" `
      + `height="${height * scale}" viewBox="0 0 ${width} ${height}"><style>${letters} text{font-family:"${family}",sans-serif !important}`
      + `</style><rect width="100%" height="100%" fill="${paper}"/>${words}${drawn.join("")}</svg>`;
    const picture = new Image();
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
    await picture.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: width * scale, height: height * scale });
    const pen = canvas.getContext("2d"), wait = (ms) => new Promise((done) => setTimeout(done, ms));
    // The letters inside the picture arrive after it: it is drawn until its title stands there, and once more.
    const hasTitle = () => {
      const { data } = pen.getImageData(margin * scale, margin * scale, room * scale, 26 * scale);
      for (let at = 4; at < data.length; at += 4) {
        if (Math.abs(data[at] - data[0]) + Math.abs(data[at + 1] - data[1]) > 60) return true;
      }
      return false;
    };
    for (let tries = 0; tries < 40; tries++) {
      pen.drawImage(picture, 0, 0);
      if (hasTitle()) break;
      await wait(100);
    }
    await wait(200);
    pen.drawImage(picture, 0, 0);
    const file = URL.createObjectURL(await new Promise((done) => canvas.toBlob(done, "image/png")));
    Object.assign(document.createElement("a"), { href: file, download: `${title}.png` }).click();
    setTimeout(() => URL.revokeObjectURL(file), 60000);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".modebar-btn"), plot = button?.closest(".js-plotly-plot");
    if (!plot) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    save(plot);
  }, true);
})();
