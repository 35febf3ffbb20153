/** Lower case without diacritics, so that `ngap` finds `Ngập` and `duong` finds `Đường`. */
export function fold(text: string): string {
  // NFD leaves đ alone: its stroke is no combining mark.
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();
}
