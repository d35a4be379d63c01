import { useSyncExternalStore } from "react";
import type { Locale, Message, Untranslated } from "./protocol";

const KEY = "madang.chat.language";

/** What each language calls itself. */
export const LANGUAGES: Record<Locale, string> = {
  ko: "한국어", en: "English", zh: "简体中文", "zh-TW": "繁體中文", ja: "日本語", es: "Español",
  fr: "Français", de: "Deutsch", id: "Bahasa Indonesia", th: "ไทย", vi: "Tiếng Việt", pt: "Português",
};
export const isLocale = (name: string | null): name is Locale => name !== null && Object.hasOwn(LANGUAGES, name);

const watchers = new Set<() => void>();
const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
};

/** The language that chat is read in; null for whatever it is written in. Remembered. */
export function chosenLanguage(): Locale | null {
  const name = localStorage.getItem(KEY);
  return isLocale(name) ? name : null;
}

export function chooseLanguage(language: Locale | null): void {
  if (language === null) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, language);
  watchers.forEach((watcher) => watcher());
}

export const useLanguage = (): Locale | null => useSyncExternalStore(watch, chosenLanguage);

/** A message in the reader's language, where it has been translated and still stands. */
export const translationOf = (message: Message, language: Locale | null): string | null =>
  language === null || message.removed ? null : message.translations?.[language] ?? null;

/** From which languages nothing comes into this one; `auto` stands for those that were not recognised. */
export const refusedSources = (untranslated: Untranslated, language: Locale): string[] =>
  (untranslated.pairs ?? []).filter(({ locale }) => locale === language).map(({ source }) => source);
