// Runs in the page: what a person would stumble over, as sentences. The expression's value is the answer.
(() => {
  const SMALLEST_PX = 9;
  const CONTRAST = 4.5;
  const { innerWidth } = window;
  const problems = [];

  const rgba = (color) => {
    const context = new OffscreenCanvas(1, 1).getContext("2d");
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  };
  // Relative luminance and contrast as WCAG 2 has them.
  const luminance = (color) => {
    const [red, green, blue] = rgba(color).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (a, b) => {
    const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (light + 0.05) / (dark + 0.05);
  };
  // What the browser paints where the page paints nothing.
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.backgroundColor = "Canvas";
  const canvas = getComputedStyle(probe).backgroundColor;
  probe.remove();

  const isSvg = (element) => element instanceof SVGElement;
  const inkOf = (element) => getComputedStyle(element)[isSvg(element) ? "fill" : "color"];
  const paperOf = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (rgba(color)[3] > 0) return color;
    }
    return canvas;
  };
  const sizeOf = (element) => {
    const size = Number.parseFloat(getComputedStyle(element).fontSize);
    return isSvg(element) ? size * Math.abs(element.getScreenCTM().a || element.getScreenCTM().b) : size;
  };

  const { scrollWidth } = document.documentElement;
  if (scrollWidth > innerWidth) problems.push(`the page is ${scrollWidth} px wide in a window of ${innerWidth}`);

  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const text = words.currentNode.textContent.trim();
    const element = words.currentNode.parentElement;
    if (text === "" || element.closest("style, script, title, desc") || element.getClientRects().length === 0) continue;
    const named = `"${text.slice(0, 40)}"`;
    const ratio = contrast(inkOf(element), paperOf(element));
    if (ratio < CONTRAST) problems.push(`${named} has a contrast of ${ratio.toFixed(1)}, less than ${CONTRAST}`);
    const size = sizeOf(element);
    if (size < SMALLEST_PX) problems.push(`${named} is ${size.toFixed(1)} px high, less than ${SMALLEST_PX}`);
    const frame = element.closest("svg")?.getBoundingClientRect();
    const box = element.getBoundingClientRect();
    if (frame && (box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1))
      problems.push(`${named} is cut off by the edge of its picture`);
  }
  return problems;
})();
