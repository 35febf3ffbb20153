import type { Point } from './projection';

const rounds = 60;

/** Moves points apart until none is nearer than `least` to another, each as little as it takes, and keeps them inside the rectangle. */
export function spread(points: readonly Point[], least: number, width: number, height: number, margin: number): Point[] {
  const moved = points.map((p) => ({ x: p.x, y: p.y }));
  for (let round = 0; round < rounds; round++) {
    let still = true;
    for (let i = 0; i < moved.length; i++) {
      for (let j = i + 1; j < moved.length; j++) {
        const a = moved[i]!;
        const b = moved[j]!;
        const distance = Math.hypot(b.x - a.x, b.y - a.y);
        if (distance >= least) {
          continue;
        }

        still = false;
        // Two at the same place go apart in a direction of their own, the same in every picture.
        const angle = distance < 0.01 ? (i * 2.4 + j) : Math.atan2(b.y - a.y, b.x - a.x);
        const push = (least - distance) / 2 + 0.01;
        a.x -= push * Math.cos(angle);
        a.y -= push * Math.sin(angle);
        b.x += push * Math.cos(angle);
        b.y += push * Math.sin(angle);
      }
    }

    for (const p of moved) {
      p.x = Math.min(Math.max(p.x, margin), width - margin);
      p.y = Math.min(Math.max(p.y, margin), height - margin);
    }

    if (still) {
      break;
    }
  }

  return moved;
}
