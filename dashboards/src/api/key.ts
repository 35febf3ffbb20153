/**
 * The key that this screen signs in with (`Ioc:Auth:ApiKeys`). Kept in the browser, never in an address that a server would log: a wall
 * is set up once by opening `/wall#key=…`, an operator types it in.
 */
const slot = 'ioc-key';

/** The stored key, or the one in the fragment, which is stored and taken out of the address. */
export function readKey(): string | null {
  const match = /^#key=(.+)$/.exec(location.hash);
  if (match) {
    localStorage.setItem(slot, decodeURIComponent(match[1]!));
    history.replaceState(null, '', location.pathname + location.search);
  }

  return localStorage.getItem(slot);
}

export function storeKey(key: string): void {
  localStorage.setItem(slot, key);
}
