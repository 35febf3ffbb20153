import type { LinkView } from './view';

export type LinkState = 'connecting' | 'live' | 'lost';

/** The hub sends a frame every second; two seconds without one and the picture is no longer the present. */
export const lostAfterMillis = 2000;
/** Where the socket is known to be broken there is less to wait for: a reconnection at once is no loss. */
export const brokenAfterMillis = 1000;

export function linkState(link: LinkView | null, now: number): LinkState {
  if (!link || link.lastFrameAt === null) {
    return link?.lost ? 'lost' : 'connecting';
  }

  return now - link.lastFrameAt > (link.lost ? brokenAfterMillis : lostAfterMillis) ? 'lost' : 'live';
}
