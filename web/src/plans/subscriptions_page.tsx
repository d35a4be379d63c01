import { Link } from "wouter";
import { AccountTabs } from "../account/account_tabs";
import { usePageTitle } from "../app/page_title";
import { PageSkeleton } from "../app/page_skeleton";
import { useSignInFirst } from "../app/session";
import { ProblemPanel } from "../ui/problem_panel";
import { useWords } from "../words";
import { Invoices } from "./invoices";
import { useMySubscriptions } from "./queries";
import { SubscribedReturn } from "./subscribed_return";
import { SubscriptionCard } from "./subscription_card";
import { isLive } from "./standing";
import "../account/account.css";
import "../money/money.css";
import "./plans.css";

const LOOK_MS = 5000;

/** What somebody subscribes to, with everything that can be done about it, and what was billed. */
export default function SubscriptionsPage() {
  const { plans } = useWords();
  usePageTitle(plans.mine);
  const stranger = useSignInFirst();
  const mine = useMySubscriptions(LOOK_MS);
  if (stranger) return <PageSkeleton />;
  const shown = [...(mine.data ?? [])].sort((a, b) => Number(isLive(b)) - Number(isLive(a)));
  return (
    <div className="page page-text account">
      <AccountTabs here="subscriptions" />
      <h1>{plans.mine}</h1>
      <SubscribedReturn />
      {mine.isError && !mine.data && <ProblemPanel error={mine.error} retry={mine.refetch} />}
      {mine.isPending && <div className="skeleton money-place" />}
      {mine.data && shown.length === 0 && (
        <div className="empty" data-testid="no-subscriptions">
          <h2>{plans.noneMine}</h2><p>{plans.noneMineHint}</p>
          <Link href="/plans" className="button button-main">{plans.seePlans}</Link>
        </div>
      )}
      {shown.map((one) => <SubscriptionCard key={one.slot} one={one} />)}
      {shown.length > 0 && <p><Link href="/plans">{plans.seePlans}</Link></p>}
      <Invoices />
    </div>
  );
}
