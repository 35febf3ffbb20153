const slot = 'ioc-wall';

/** The name of this wall: `wall=left-1` in the address, otherwise one by chance that the browser keeps over reloads. */
export function wallName(search: string): string {
  const asked = (new URLSearchParams(search).get('wall') ?? '').trim();
  if (asked !== '') {
    return asked.slice(0, 60);
  }

  const kept = localStorage.getItem(slot);
  if (kept) {
    return kept;
  }

  const name = `wall-${Array.from(crypto.getRandomValues(new Uint8Array(3)), (b) => b.toString(16).padStart(2, '0')).join('')}`;
  localStorage.setItem(slot, name);
  return name;
}

/** A number from a name, the same every night. */
export function numberOf(name: string): number {
  return [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 9973, 7);
}
