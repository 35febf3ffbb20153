import { say } from '../i18n/language';
import type { Context } from './context';
import type { AlertView } from './view';

/** `Phường 2 · Trạm không khí Bãi Sau` */
export function placeOf(entry: AlertView, c: Context): string {
  const zone = say(entry.zoneName ?? undefined, c.language) || entry.alert.zone;
  const device = entry.alert.device ? say(entry.deviceName ?? undefined, c.language) || entry.alert.device : '';
  return device ? `${zone} · ${device}` : zone;
}

/** `158,2 µg/m³ (ngưỡng 150)`, or nothing where the alert has no number. */
export function valueOf(entry: AlertView, c: Context): string {
  const { value, threshold } = entry.alert;
  if (value === null) {
    return '';
  }

  const shown = `${c.f.number(value, entry.decimals)}${entry.unit ? ` ${entry.unit}` : ''}`;
  return threshold === null ? shown : `${shown} (${c.m.threshold} ${c.f.number(threshold, entry.decimals)})`;
}
