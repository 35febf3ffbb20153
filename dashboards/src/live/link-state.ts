import type { LinkView } from './view';

export type LinkState = 'connecting' | 'live' | 'lost';

/** The hub sends a frame every second; two seconds without one and the picture is no longer the present. */
export const lostAfterMillis = 2000;

export function linkState(link: LinkView | null, now: number): LinkState {
  if (!link || link.lastFrameAt === null) {
    return link?.lost ? 'lost' : 'connecting';
  }

  // A single broken socket that is back at once is no loss: what counts is whether frames come.
  return now - link.lastFrameAt > lostAfterMillis ? 'lost' : 'live';
}
