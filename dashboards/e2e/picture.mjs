// What can be measured of a page's picture.

/** Shares of the picture: saturated pixels, and those of its commonest colour. */
export async function coloursOf(page, clip) {
  const picture = (await page.screenshot(clip ? { clip } : {})).toString('base64');
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    const seen = new Map();
    let saturated = 0;
    for (let i = 0; i < data.length; i += 4) {
      const [r, g, b] = [data[i], data[i + 1], data[i + 2]];
      // The greys of both themes differ by less than 15 between channels; the severities by more than 100.
      saturated += Math.max(r, g, b) - Math.min(r, g, b) > 60 ? 1 : 0;
      const colour = (r << 16) | (g << 8) | b;
      seen.set(colour, (seen.get(colour) ?? 0) + 1);
    }

    const pixels = data.length / 4;
    return { saturated: saturated / pixels, commonest: Math.max(...seen.values()) / pixels };
  }, picture);
}

/**
 * Texts that are shown in part. A line may be left out whole (a box that wraps it out of sight) or end in an ellipsis; one whose letters
 * or marks are cut by an edge is a mistake. What can be scrolled to is not cut.
 */
export function cutTexts() {
  const cut = [];
  const walker = document.createTreeWalker(document.getElementById('page'), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (node.data.trim() === '' || !parent.checkVisibility({ visibilityProperty: true }) || parent.closest('.visually-hidden, svg, option, textarea')) {
      continue;
    }

    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      for (let edge = parent, ellipsis = false; edge && edge.id !== 'page'; edge = edge.parentElement) {
        const style = getComputedStyle(edge);
        if (style.clipPath !== 'none' || style.overflowX === 'auto' || style.overflowY === 'auto') {
          break;
        }

        ellipsis ||= style.textOverflow === 'ellipsis';
        if (style.overflowX !== 'hidden' && style.overflowY !== 'hidden') {
          continue;
        }

        const around = edge.getBoundingClientRect();
        const out = box.bottom <= around.top + 1 || box.top >= around.bottom - 1 || box.left >= around.right - 1;
        // Hidden whole by this edge, there is nothing of it left for the next one to cut.
        if (out) {
          break;
        }

        // A box of letters is as high as the tallest mark and the deepest tail that the font has; a fifth of it is air.
        const air = box.height * 0.2;
        if (box.top < around.top - air || box.bottom > around.bottom + air || (!ellipsis && box.right > around.right + 2)) {
          cut.push(`"${node.data.trim().slice(0, 50)}" by <${edge.localName} class="${edge.className}">`);
          break;
        }
      }
    }
  }

  return [...new Set(cut)];
}
