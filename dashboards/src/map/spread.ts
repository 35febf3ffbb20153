import type { Point } from './projection';

const rounds = 60;

/** Moves points apart until none is nearer than `least` to another, each as little as it takes, and keeps them inside the rectangle. */
export function spread(points: readonly Point[], least: number, width: number, height: number, margin: number): Point[] {
  // Several at one place start in a spiral around it (2.4 rad is the golden angle), or they would end in one long row.
  const crowded = points.map((p, i) => points.some((q, j) => i !== j && Math.hypot(p.x - q.x, p.y - q.y) < 2));
  const moved = points.map((p, i) => (crowded[i] ? { x: p.x + (1 + i) * Math.cos(2.4 * i), y: p.y + (1 + i) * Math.sin(2.4 * i) } : { x: p.x, y: p.y }));
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
        const angle = Math.atan2(b.y - a.y, b.x - a.x);
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
