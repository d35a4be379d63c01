import { Icon } from "../ui/icons";
import { useNow } from "../ui/use_now";
import { useWords } from "../words";
import type { Untranslated } from "./protocol";
import { LANGUAGES, chooseLanguage, isLocale, refusedSources, useLanguage } from "./translation";
import "./translation.css";

/** In which language the talk is read. `asked` is called once another one is chosen. */
export function LanguageChoice({ asked }: { asked?: () => void }) {
  const words = useWords().room.translation;
  const language = useLanguage();
  const choose = (name: string) => {
    chooseLanguage(isLocale(name) ? name : null);
    asked?.();
  };
  return (
    <label className={`chat-language${language ? " chat-language-on" : ""}`} title={words.choose}>
      <Icon name="globe" size={18} />
      <span className="hidden-visually">{words.choose}</span>
      <select value={language ?? ""} onChange={(event) => choose(event.target.value)} data-testid="chat-language">
        <option value="">{words.none}</option>
        {Object.entries(LANGUAGES).map(([name, called]) => <option key={name} value={name} lang={name}>{called}</option>)}
      </select>
    </label>
  );
}

/** What the reader's choice cannot bring here, in plain words. */
export function LanguageNotice({ untranslated, guest }: { untranslated: Untranslated; guest: boolean }) {
  const words = useWords().room.translation;
  const language = useLanguage();
  const now = useNow(60_000);
  if (language === null) return null;
  const called = (name: string) => (isLocale(name) ? LANGUAGES[name] : words.others);
  const sources = refusedSources(untranslated, language).map(called);
  const paused = untranslated.paused_until ? Date.parse(untranslated.paused_until) > now : false;
  const told = [
    guest ? words.guest : null,
    sources.length > 0 ? words.refused(sources.join(", "), called(language)) : null,
    paused ? words.paused : null,
  ].filter((line) => line !== null);
  if (told.length === 0) return null;
  return <div role="status" className="chat-language-notice" data-testid="chat-language-notice">{told.map((line) => <p key={line}>{line}</p>)}</div>;
}
