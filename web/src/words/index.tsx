import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import en from "./en";
import { formatsFor, type Formats } from "./format";
import ko, { type Words } from "./ko";

export type Locale = "ko" | "en";

const KEY = "madang.locale";
const DICTIONARIES: Record<Locale, Words> = { ko, en };

interface Speech { locale: Locale; words: Words; formats: Formats; speak: (locale: Locale) => void }

const Context = createContext<Speech | null>(null);

function initial(): Locale {
  const kept = localStorage.getItem(KEY) ?? navigator.language;
  return kept.startsWith("ko") ? "ko" : "en";
}

/** The language of the pages: remembered here, and told to the document and to the API. */
export function SpeechProvider({ children }: { children: ReactNode }) {
  const [locale, setLocale] = useState<Locale>(initial);
  const speak = useCallback((next: Locale) => {
    localStorage.setItem(KEY, next);
    document.documentElement.lang = next;
    setLocale(next);
  }, []);
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  const value = useMemo(() => ({ locale, words: DICTIONARIES[locale], formats: formatsFor(locale), speak }), [locale, speak]);
  return <Context value={value}>{children}</Context>;
}

export function useSpeech(): Speech {
  const speech = useContext(Context);
  if (speech === null) throw new Error("useSpeech outside SpeechProvider");
  return speech;
}

export const useWords = (): Words => useSpeech().words;
export const useFormats = (): Formats => useSpeech().formats;
