import { say } from '../i18n/language';
import type { Context } from './context';
import type { AlertView } from './view';

/** The device by its name, or nothing for an alert of a whole zone. */
export function deviceOf(entry: AlertView, c: Context): string {
  return entry.alert.device ? say(entry.deviceName ?? undefined, c.language) || entry.alert.device : '';
}

export function zoneOf(entry: AlertView, c: Context): string {
  return say(entry.zoneName ?? undefined, c.language) || entry.alert.zone;
}

/** `Trạm không khí Bãi Sau · Phường Vũng Tàu` */
export function placeOf(entry: AlertView, c: Context): string {
  return [deviceOf(entry, c), zoneOf(entry, c)].filter(Boolean).join(' · ');
}

/** `158,2 µg/m³ (ngưỡng 150)`, or nothing where the alert has no number. */
export function valueOf(entry: AlertView, c: Context): string {
  const { value, threshold } = entry.alert;
  if (value === null) {
    return '';
  }

  const shown = `${c.f.number(value, entry.decimals)}${entry.unit ? ` ${entry.unit}` : ''}`;
  return threshold === null ? shown : `${shown} (${c.m.threshold} ${c.f.limit(threshold)})`;
}
