import { useEffect, useRef, type ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { Mark } from "../ui/icons";
import { useWords } from "../words";
import { Header } from "./header";

/** The frame of every page. After a change of page the focus moves to its content, as a full load would. */
export function Shell({ children }: { children: ReactNode }) {
  const words = useWords();
  const [path] = useLocation();
  const main = useRef<HTMLElement>(null);
  const seen = useRef(path);
  useEffect(() => {
    if (seen.current === path) return;
    const page = (value: string) => value.split("/").slice(0, 3).join("/");
    if (page(seen.current) !== page(path)) {
      window.scrollTo(0, 0);
      main.current?.focus({ preventScroll: true });
    }
    seen.current = path;
  }, [path]);
  return (
    <>
      <a href="#content" className="skip" data-testid="skip-link" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>{words.nav.skip}</a>
      <Header />
      <main id="content" tabIndex={-1} ref={main}>{children}</main>
      <footer className="footer">
        <div className="footer-inner">
          <span className="row"><Mark size={22} /><span>{words.nav.footer}</span></span>
          <span className="row"><Link href="/plans" data-testid="footer-plans">{words.nav.plans}</Link><Link href="/terms">{words.nav.terms}</Link></span>
        </div>
      </footer>
    </>
  );
}
