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

/** `158,2 µg/m³`, or nothing where the alert has no number. */
export function measuredOf({ alert, decimals, unit }: AlertView, c: Context): string {
  return alert.value === null ? '' : `${c.f.number(alert.value, decimals)}${unit ? ` ${unit}` : ''}`;
}

/** `(ngưỡng 150)`, or nothing where the alert has no number or no limit. */
export function limitOf({ alert }: AlertView, c: Context): string {
  return alert.value === null || alert.threshold === null ? '' : `(${c.m.threshold} ${c.f.limit(alert.threshold)})`;
}

/** `158,2 µg/m³ (ngưỡng 150)` */
export function valueOf(entry: AlertView, c: Context): string {
  return [measuredOf(entry, c), limitOf(entry, c)].filter(Boolean).join(' ');
}
