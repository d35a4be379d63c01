import { Link } from "wouter";
import { useOpenTab } from "../ui/use_open_tab";
import { useWords } from "../words";
import "../home/home.css";
import "../studio/studio.css";

/** The pages of a person's own things. */
export function AccountTabs({ here }: { here: "account" | "subscriptions" | "guardian" | "taste" }) {
  const words = useWords();
  return (
    <nav className="tabs" ref={useOpenTab(here)} aria-label={words.nav.account}>
      <Link href="/account" className="tab tab-link" aria-current={here === "account" ? "page" : undefined}>{words.account.profile}</Link>
      <Link href="/account/subscriptions" className="tab tab-link" aria-current={here === "subscriptions" ? "page" : undefined} data-testid="account-subscriptions">{words.plans.mine}</Link>
      <Link href="/account/guardian" className="tab tab-link" aria-current={here === "guardian" ? "page" : undefined} data-testid="account-guardian">{words.guardian.tab}</Link>
      <Link href="/taste" className="tab tab-link" aria-current={here === "taste" ? "page" : undefined} data-testid="account-taste">{words.taste.tab}</Link>
    </nav>
  );
}
