import type { Severity } from '../live/wire';
import type { Palette } from '../look/theme';
import type { Point } from './projection';
import type { Marker } from './scene';

/** A marker in its severity's shape and colour; with a ring while nobody has acknowledged it, and with its number in the list. */
export function paintMarker(c: OffscreenCanvasRenderingContext2D, marker: Marker, at: Point, radius: number, selected: boolean, colours: Palette): void {
  const outline = shapePath(marker.severity, at, radius);
  if (marker.unacknowledged || selected) {
    c.strokeStyle = selected ? colours.text : colours.severity[marker.severity];
    c.lineWidth = radius * 0.16;
    c.stroke(shapePath(marker.severity, at, radius * 1.5));
  }

  c.fillStyle = colours.severity[marker.severity];
  c.fill(outline);
  c.strokeStyle = colours.chipText;
  c.lineWidth = radius * 0.12;
  c.stroke(outline);
  if (marker.number !== null) {
    c.fillStyle = colours.chipText;
    c.font = `600 ${radius * 1.05}px 'Be Vietnam Pro', sans-serif`;
    c.textAlign = 'center';
    c.textBaseline = 'middle';
    const lift = marker.severity === 'critical' ? 0.22 : marker.severity === 'minor' ? -0.2 : 0.05;
    c.fillText(String(marker.number), at.x, at.y + radius * lift);
  }
}

function shapePath(severity: Severity, at: Point, r: number): Path2D {
  const path = new Path2D();
  const polygon = (...corners: readonly (readonly [number, number])[]): void => {
    for (const [x, y] of corners) {
      path.lineTo(at.x + x * r, at.y + y * r);
    }

    path.closePath();
  };
  switch (severity) {
    case 'critical':
      polygon([0, -1.05], [1.1, 0.85], [-1.1, 0.85]);
      break;
    case 'major':
      polygon([0, -1.15], [1.15, 0], [0, 1.15], [-1.15, 0]);
      break;
    case 'minor':
      polygon([0, 1.05], [1.1, -0.85], [-1.1, -0.85]);
      break;
    case 'info':
      path.arc(at.x, at.y, r * 0.9, 0, 2 * Math.PI);
      break;
  }

  return path;
}
