import { useState } from "react";
import { Link, useLocation, useSearchParams } from "wouter";
import type { Offer, Plans } from "../api/plans";
import { usePageTitle } from "../app/page_title";
import { useSignedIn } from "../app/session";
import { ProblemPanel } from "../ui/problem_panel";
import { useSpeech, useWords } from "../words";
import { Price, Terms } from "./price";
import { useOffers } from "./queries";
import { isLive, shelves, trialDays } from "./standing";
import { SubscribeDialog } from "./subscribe_dialog";
import { SubscribedReturn } from "./subscribed_return";
import "../money/money.css";
import "./plans.css";

/** What is sold, as the reader's country shows it; all that is said before paying stands here. */
export default function PlansPage() {
  const { words: { plans }, locale } = useSpeech();
  usePageTitle(plans.title);
  const offers = useOffers();
  const regions = new Intl.DisplayNames([locale], { type: "region" });
  return (
    <div className="page stack plans">
      <SubscribedReturn />
      <div className="plans-head">
        <div className="stack-tight"><h1>{plans.title}</h1><p className="soft">{plans.intro}</p></div>
        {offers.served.length > 0 && (
          <div className="field">
            <label htmlFor="region">{plans.country}</label>
            <select id="region" className="input" value={offers.region} onChange={(event) => offers.choose(event.target.value)} aria-describedby="region-hint" data-testid="region">
              {offers.served.map((code) => <option key={code} value={code}>{regions.of(code)}</option>)}
            </select>
            <p className="field-hint" id="region-hint">{plans.countryHint}</p>
          </div>
        )}
      </div>
      {offers.error !== null && !offers.data && <ProblemPanel error={offers.error} retry={offers.retry} />}
      {offers.error === null && !offers.data && <div className="plan-cards" aria-busy="true">{[1, 2, 3].map((n) => <div key={n} className="skeleton plan-place" />)}</div>}
      {offers.data && <Shelves told={offers.data} mine={offers.mine} />}
    </div>
  );
}

function Shelves({ told, mine }: { told: Plans; mine: ReturnType<typeof useOffers>["mine"] }) {
  const { plans } = useWords();
  const signedIn = useSignedIn();
  const [, go] = useLocation();
  const [params, setParams] = useSearchParams();
  const [asked, setAsked] = useState<Offer | null>(() => (signedIn ? told.items.find((one) => one.product === params.get("buy")) ?? null : null));
  const shelf = shelves(told.items);
  const buy = (offer: Offer) => (signedIn ? setAsked(offer) : go(`/sign-in?next=${encodeURIComponent(`/plans?buy=${offer.product}`)}`));
  const close = () => {
    setAsked(null);
    if (params.has("buy")) setParams((before) => { before.delete("buy"); return before; }, { replace: true });
  };
  const card = (offer: Offer) => {
    const own = mine.find((one) => one.slot === offer.slot && isLive(one));
    return <Card key={offer.product} offer={offer} days={trialDays(offer, mine)} refundDays={told.refund_days} has={own === undefined ? "nothing" : own.product === offer.product ? "this" : "another"} buy={() => buy(offer)} />;
  };
  return (
    <>
      <section className="stack" aria-labelledby="plans-viewer"><h2 id="plans-viewer">{plans.forViewers}</h2><div className="plan-cards">{shelf.viewer.map(card)}</div></section>
      <section className="stack" aria-labelledby="plans-streamer"><h2 id="plans-streamer">{plans.forStreamers}</h2><div className="plan-cards plan-cards-few">{shelf.streamer.map(card)}</div></section>
      <section className="stack" aria-labelledby="plans-addons">
        <div className="stack-tight"><h2 id="plans-addons">{plans.addons}</h2><p className="soft">{plans.addonsHint}</p></div>
        <div className="plan-cards plan-cards-small">{shelf.addons.map(card)}</div>
      </section>
      {asked && <SubscribeDialog offer={asked} region={told.region} refundDays={told.refund_days} days={trialDays(asked, mine)} title={plans.review(plans.names[asked.product] ?? asked.name)} returnPath="/plans" onClose={close} />}
    </>
  );
}

function Card({ offer, days, refundDays, has, buy }: { offer: Offer; days: number; refundDays: number; has: "nothing" | "this" | "another"; buy: () => void }) {
  const { plans } = useWords();
  const name = plans.names[offer.product] ?? offer.name;
  return (
    <article className={`panel plan ${has === "this" ? "plan-own" : ""}`} aria-labelledby={`plan-${offer.product}`} data-testid={`plan-${offer.product}`}>
      <div className="spread">
        <h3 id={`plan-${offer.product}`}>{name}</h3>
        {has === "this" ? <span className="badge badge-good">{plans.yours}</span> : days > 0 && <span className="badge badge-busy">{plans.trial(days)}</span>}
      </div>
      <Price offer={offer} />
      <ul className="plan-gives">{(plans.gives[offer.product] ?? []).map((line) => <li key={line}>{line}</li>)}</ul>
      {has === "nothing"
        ? <button type="button" className="button button-main" onClick={buy} aria-label={`${name}: ${days > 0 ? plans.start(days) : plans.subscribe}`} data-testid={`subscribe-${offer.product}`}>{days > 0 ? plans.start(days) : plans.subscribe}</button>
        : <Link href="/account/subscriptions" className="button button-plain">{has === "this" ? plans.manage : plans.change}</Link>}
      {has === "nothing" && <Terms offer={offer} days={days} refundDays={refundDays} />}
    </article>
  );
}
