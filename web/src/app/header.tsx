import { Link, useLocation } from "wouter";
import { signOut } from "../api/identity";
import { Icon, Mark } from "../ui/icons";
import { useSpeech } from "../words";
import { useMe, useSignedIn, worksInOffice } from "./session";
import { useTheme } from "./theme";

const THEME_ICON = { system: "half", light: "sun", dark: "moon" } as const;

export function Header() {
  const { locale, words, speak } = useSpeech();
  const [theme, nextTheme] = useTheme();
  const groups = useMe().data?.value.groups ?? [];
  const [path] = useLocation();
  const here = (start: string) => (start === "/" ? path === "/" || path.startsWith("/watch") : path.startsWith(start));
  return (
    <header className="header">
      <div className="band" aria-hidden="true" />
      <div className="header-inner">
        <Link href="/" className="brand">
          <Mark size={34} />
          <span className="brand-name" lang="ko">마당</span>
          <span className="brand-roman" lang="en">Madang</span>
        </Link>
        <nav aria-label={words.nav.main} className="nav">
          <Link href="/" aria-current={here("/") ? "page" : undefined} data-testid="nav-home">{words.nav.home}</Link>
          <Link href="/studio" aria-current={here("/studio") ? "page" : undefined} data-testid="nav-studio">{words.nav.studio}</Link>
          <Link href="/plans" aria-current={here("/plans") ? "page" : undefined} className="nav-wide" data-testid="nav-plans">{words.nav.plans}</Link>
          {worksInOffice(groups) && <Link href="/office" aria-current={here("/office") ? "page" : undefined} data-testid="nav-office">{words.nav.office}</Link>}
        </nav>
        <div className="header-tools">
          <button type="button" className="tool" onClick={() => speak(locale === "ko" ? "en" : "ko")} lang={locale === "ko" ? "en" : "ko"} data-testid="language-toggle">
            <span className="wide">{words.nav.toEnglish}</span><span className="slim" aria-hidden="true">{locale === "ko" ? "EN" : "한"}</span>
          </button>
          <button type="button" className="tool tool-icon" onClick={nextTheme} aria-label={`${words.nav.theme}: ${words.nav.themes[theme]}`} title={`${words.nav.theme}: ${words.nav.themes[theme]}`} data-testid="theme-toggle" data-theme-now={theme}>
            <Icon name={THEME_ICON[theme]} />
          </button>
          <Person />
        </div>
      </div>
    </header>
  );
}

function Person() {
  const { words } = useSpeech();
  const signedIn = useSignedIn();
  const person = useMe();
  const [path, go] = useLocation();
  if (!signedIn) {
    return <Link href={/^\/(sign-|$)/.test(path) ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`} className="button button-main button-small" data-testid="nav-sign-in">{words.nav.signIn}</Link>;
  }
  const name = person.data?.value.display_name ?? "";
  const leave = async () => {
    go("/");
    await signOut();
  };
  return (
    <>
      <Link href="/account" className="person" data-testid="nav-account">
        <span className="hidden-visually">{words.nav.account} </span>
        <span className="person-letter" aria-hidden="true">{name.slice(0, 1) || "·"}</span>
        <span className="person-name">{name}</span>
      </Link>
      <button type="button" className="tool person-out" onClick={leave} data-testid="sign-out">{words.nav.signOut}</button>
    </>
  );
}
