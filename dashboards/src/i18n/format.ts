import type { Language } from './language';

const locales: Record<Language, string> = { vi: 'vi-VN', en: 'en-GB' };

/** Numbers, times and ages for one reader, in the city's time zone. The `Intl` objects are made once: each costs some 50 µs. */
export class Format {
  private readonly numbers = new Map<number, Intl.NumberFormat>();
  private readonly clocks: Intl.DateTimeFormat;
  private readonly minutes: Intl.DateTimeFormat;
  private readonly dates: Intl.DateTimeFormat;
  private readonly days: Intl.DateTimeFormat;
  private readonly locale: string;

  constructor(
    readonly language: Language,
    readonly timeZone: string,
  ) {
    this.locale = locales[language];
    this.clocks = new Intl.DateTimeFormat(this.locale, { timeZone, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
    this.minutes = new Intl.DateTimeFormat(this.locale, { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    this.dates = new Intl.DateTimeFormat(this.locale, { timeZone, weekday: 'short', day: '2-digit', month: '2-digit', year: 'numeric' });
    this.days = new Intl.DateTimeFormat(this.locale, { timeZone, day: '2-digit', month: '2-digit' });
  }

  number(value: number | null | undefined, decimals: number): string {
    if (value === null || value === undefined || !Number.isFinite(value)) {
      return '–';
    }

    let format = this.numbers.get(decimals);
    if (!format) {
      format = new Intl.NumberFormat(this.locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
      this.numbers.set(decimals, format);
    }

    // -0 would read as a measured "minus nothing".
    return format.format(Object.is(Math.round(value * 10 ** decimals), -0) ? 0 : value);
  }

  /** A limit as the rule states it: no digits that it does not have. */
  limit(value: number): string {
    return new Intl.NumberFormat(this.locale, { maximumFractionDigits: 3 }).format(value);
  }

  /** @param value Null where nobody knows yet: a dash, never a nought. */
  count(value: number | null): string {
    return value === null ? '–' : this.number(value, 0);
  }

  percent(share: number): string {
    return `${this.count(share * 100)} %`;
  }

  /** `99,7 %`: rounded down, so that only all is 100 %. */
  share(ratio: number): string {
    return `${this.number(Math.floor(ratio * 1000) / 10, 1)} %`;
  }

  /** `14:05:37` */
  clock(millis: number): string {
    return this.clocks.format(millis);
  }

  /** `14:05` */
  minute(millis: number): string {
    return this.minutes.format(millis);
  }

  /** `CN, 22/11/2026` */
  date(millis: number): string {
    return this.dates.format(millis);
  }

  /** The clock alone for the same day, with the date otherwise: a time must never be taken for today's. */
  moment(millis: number, now: number): string {
    const day = this.day(millis);
    return day === this.day(now) ? this.clock(millis) : `${day} ${this.clock(millis)}`;
  }

  /** `0:45`, `12:05`, `3:07:00`: an age that ticks. */
  stopwatch(millis: number): string {
    const seconds = Math.max(0, Math.floor(millis / 1000));
    const two = (n: number): string => String(n).padStart(2, '0');
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor(seconds / 60) % 60;
    return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
  }

  /** `3 phút`, `2 giờ`: how long ago, in the largest unit that says enough. */
  age(millis: number): string {
    const seconds = Math.max(0, Math.floor(millis / 1000));
    const [value, unit] =
      seconds < 60 ? [seconds, 'second'] : seconds < 3600 ? [Math.floor(seconds / 60), 'minute'] : seconds < 172_800 ? [Math.floor(seconds / 3600), 'hour'] : [Math.floor(seconds / 86_400), 'day'];
    return new Intl.NumberFormat(this.locale, { style: 'unit', unit: unit as string, unitDisplay: this.language === 'vi' ? 'long' : 'short' }).format(value as number);
  }

  /** `7 ngày`, `12 giờ`: a period as a city's file states it. */
  period(seconds: number): string {
    const [value, unit] = seconds % 86_400 === 0 ? [seconds / 86_400, 'day'] : seconds % 3600 === 0 ? [seconds / 3600, 'hour'] : [Math.round(seconds / 60), 'minute'];
    return new Intl.NumberFormat(this.locale, { style: 'unit', unit, unitDisplay: this.language === 'vi' ? 'long' : 'short' }).format(value);
  }

  /** `22/11`, and the time of day where it is not midnight: the end of a period. */
  periodEnd(millis: number): string {
    const minute = this.minute(millis);
    return minute === '00:00' ? this.day(millis) : `${this.day(millis)} ${minute}`;
  }

  /** `22/11`, in either language as in {@link date}; for Vietnamese the browser would write a hyphen here and strokes there. */
  private day(millis: number): string {
    return this.days.format(millis).replace('-', '/');
  }

  /** `0,4 s`: the age of a stream. */
  seconds(millis: number): string {
    return `${this.number(Math.max(0, millis) / 1000, 1)} s`;
  }
}
