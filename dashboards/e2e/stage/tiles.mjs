// A picture as text: 48 x 27 tiles, each with its mean colour and how much its brightness varies. A 4K picture of 400 kB is 7 kB then, and a
// glyph that another version of the browser draws half a pixel aside changes nothing that counts.
import { readFile, writeFile } from 'node:fs/promises';

const columns = 48;
const rows = 27;
const bytesPerTile = 4;

/** Of 255: what smoothing of edges changes in a tile. A word that is there or not changes one by 30 and more. */
const tolerance = 8;
/** Of 1296 tiles: a line of text that breaks elsewhere is in more. */
const mostOff = 6;

/** Runs in the page, whose browser can read a PNG. */
async function reduce({ base64, columns: across, rows: down }) {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  context.drawImage(bitmap, 0, 0);
  const tiles = [];
  for (let row = 0; row < down; row++) {
    for (let column = 0; column < across; column++) {
      const [w, h] = [bitmap.width / across, bitmap.height / down];
      const { data } = context.getImageData(column * w, row * h, w, h);
      const sum = [0, 0, 0, 0];
      let squares = 0;
      for (let i = 0; i < data.length; i += 4) {
        const light = 0.299 * data[i] + 0.587 * data[i + 1] + 0.114 * data[i + 2];
        sum[0] += data[i];
        sum[1] += data[i + 1];
        sum[2] += data[i + 2];
        sum[3] += light;
        squares += light * light;
      }

      const pixels = data.length / 4;
      const mean = sum.map((s) => s / pixels);
      tiles.push(Math.round(mean[0]), Math.round(mean[1]), Math.round(mean[2]), Math.round(Math.sqrt(Math.max(0, squares / pixels - mean[3] ** 2))));
    }
  }

  return tiles;
}

/** The page once two pictures of it, half a second apart, are the same: histories and the map's names come after the first frame. */
export async function settled(page) {
  let before = null;
  for (let tries = 0; tries < 40; tries++) {
    const picture = await page.screenshot();
    if (before?.equals(picture)) {
      return picture;
    }

    before = picture;
    await page.waitForTimeout(500);
  }

  throw new Error('the page does not come to rest');
}

export async function tilesOf(page, picture) {
  return Uint8Array.from(await page.evaluate(reduce, { base64: picture.toString('base64'), columns, rows }));
}

/** The tiles that differ by more than smoothing does, as `column,row`; empty where so few do that nobody would see it. */
export function differing(tiles, reference) {
  const off = [];
  for (let tile = 0; tile < columns * rows; tile++) {
    const at = tile * bytesPerTile;
    if ([0, 1, 2, 3].some((i) => Math.abs(tiles[at + i] - reference[at + i]) > tolerance)) {
      off.push(`${tile % columns},${Math.floor(tile / columns)}`);
    }
  }

  return off.length > mostOff ? off : [];
}

const perRow = columns * bytesPerTile;

export async function readTiles(path) {
  const lines = (await readFile(path, 'utf8')).trim().split('\n');
  return Buffer.concat(lines.map((line) => Buffer.from(line, 'base64')));
}

/** A line for each row of tiles, so that a change of the reference shows where in the picture it is. */
export async function writeTiles(path, tiles) {
  const lines = Array.from({ length: rows }, (_, row) => Buffer.from(tiles.subarray(row * perRow, (row + 1) * perRow)).toString('base64'));
  await writeFile(path, `${lines.join('\n')}\n`);
}
