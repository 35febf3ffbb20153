export interface ListWindow {
  readonly from: number;
  /** The first that is not drawn. */
  readonly to: number;
}

/** Which of many rows of one height are drawn: those in sight and a few more on either side, so that a fast wheel meets no blank. */
export function listWindow(count: number, rowPixels: number, scrollTop: number, heightPixels: number, spare = 6): ListWindow {
  if (count === 0 || rowPixels <= 0) {
    return { from: 0, to: 0 };
  }

  const first = Math.min(Math.max(Math.floor(scrollTop / rowPixels), 0), count - 1);
  const rows = Math.ceil(Math.max(heightPixels, rowPixels) / rowPixels) + 1;
  return { from: Math.max(0, first - spare), to: Math.min(count, first + rows + spare) };
}

/** Where to scroll so that a row is in sight: nowhere if it is. */
export function scrollTo(index: number, rowPixels: number, scrollTop: number, heightPixels: number): number {
  const top = index * rowPixels;
  const bottom = top + rowPixels;
  return top < scrollTop ? top : bottom > scrollTop + heightPixels ? bottom - heightPixels : scrollTop;
}
