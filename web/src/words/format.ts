const two = (n: number): string => String(n).padStart(2, "0");

/** Seconds as 0:07, 12:34 or 1:02:03. */
export function clock(seconds: number): string {
  const s = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const hours = Math.floor(s / 3600);
  const rest = `${two(Math.floor((s % 3600) / 60))}:${two(s % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest.replace(/^0(?=\d:)/, "");
}

const AGES: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000], ["month", 2_592_000], ["week", 604_800], ["day", 86_400], ["hour", 3600], ["minute", 60],
];

const SPANS = [86_400, 3600, 60, 1]; // seconds of a day, an hour, a minute

export interface Formats {
  count: (n: number) => string;
  age: (iso: string, now: number) => string;
  dateTime: (iso: string) => string;
  date: (iso: string) => string;
  /** A day of the calendar, the same in every time zone. */
  day: (iso: string) => string;
  month: (period: string) => string;
  decimal: (n: number) => string;
  /** Whole seconds as one rounded figure with its unit, never less than was asked: 45 seconds, 10 minutes. */
  span: (seconds: number) => string;
  time: (iso: string) => string;
  bitrate: (bitsPerSecond: number) => string;
  bytes: (n: number) => string;
}

/** Number and time formats of one language; `now` is in milliseconds since the epoch. */
export function formatsFor(locale: string): Formats {
  const compact = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
  const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
  const units = (["day", "hour", "minute", "second"] as const).map((unit) => new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }));
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
  const month = new Intl.DateTimeFormat(locale, { year: "numeric", month: "long", timeZone: "UTC" });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "long" });
  return {
    count: (n) => compact.format(n),
    age: (iso, now) => {
      const seconds = (now - Date.parse(iso)) / 1000;
      const [unit, size] = AGES.find(([, length]) => seconds >= length) ?? ["second", 1];
      return relative.format(unit === "second" ? 0 : -Math.floor(seconds / size), unit);
    },
    dateTime: (iso) => dateTime.format(new Date(iso)),
    date: (iso) => date.format(new Date(iso)),
    day: (iso) => day.format(new Date(`${iso}T00:00:00Z`)),
    month: (period) => month.format(new Date(`${period}-01T00:00:00Z`)),
    decimal: (n) => decimal.format(n),
    span: (seconds) => {
      const place = SPANS.findIndex((size) => seconds >= size);
      const at = place < 0 ? SPANS.length - 1 : place;
      return units[at]?.format(Math.ceil(seconds / (SPANS[at] ?? 1))) ?? "";
    },
    time: (iso) => time.format(new Date(iso)),
    bitrate: (bps) => (bps >= 1_000_000 ? `${decimal.format(bps / 1_000_000)} Mbps` : `${Math.round(bps / 1000)} kbps`),
    bytes: (n) => (n >= 1_073_741_824 ? `${decimal.format(n / 1_073_741_824)} GB` : n >= 1_048_576 ? `${decimal.format(n / 1_048_576)} MB` : `${Math.ceil(n / 1024)} KB`),
  };
}
