import { useState } from "react";
import { Link, useLocation, useSearchParams } from "wouter";
import { useSignedIn } from "../app/session";
import { Dialog } from "../ui/dialog";
import { Icon } from "../ui/icons";
import { ProblemPanel } from "../ui/problem_panel";
import { useWords } from "../words";
import { useMySubscriptions, useOffers } from "./queries";
import { isLive, shelves } from "./standing";
import { SubscribeDialog } from "./subscribe_dialog";
import "../money/money.css";
import "./plans.css";

/** Membership of a channel: the way in, or since when one is a member. */
export function Join({ channelId, channel }: { channelId: string; channel: string }) {
  const { plans } = useWords();
  const signedIn = useSignedIn();
  const [path, go] = useLocation();
  const [params, setParams] = useSearchParams();
  const [open, setOpen] = useState(() => signedIn && params.has("join"));
  const own = useMySubscriptions().data?.find((one) => one.slot === `membership:${channelId}` && isLive(one));
  const start = () => (signedIn ? setOpen(true) : go(`/sign-in?next=${encodeURIComponent(`${path}?join=1`)}`));
  const close = () => {
    setOpen(false);
    if (params.has("join")) setParams((before) => { before.delete("join"); return before; }, { replace: true });
  };
  if (own) return <Link href="/account/subscriptions" className="button button-plain" title={plans.memberLabel} data-testid="member"><Icon name="check" size={18} />{plans.member(own.months)}</Link>;
  return (
    <>
      <button type="button" className="button button-plain" onClick={start} data-testid="join"><Icon name="people" size={18} />{plans.join}</button>
      {open && <Joining channelId={channelId} channel={channel} path={path} onClose={close} />}
    </>
  );
}

function Joining({ channelId, channel, path, onClose }: { channelId: string; channel: string; path: string; onClose: () => void }) {
  const { plans } = useWords();
  const offers = useOffers();
  const title = plans.joinTitle(channel);
  const offer = shelves(offers.data?.items ?? []).membership;
  if (offer && offers.data) return <SubscribeDialog offer={offer} region={offers.data.region} refundDays={offers.data.refund_days} days={0} channelId={channelId} title={title} text={plans.joinWhat} returnPath={path} onClose={onClose} />;
  return (
    <Dialog title={title} onClose={onClose} testId="join-dialog">
      {offers.error === null ? <div className="skeleton money-place" /> : <ProblemPanel error={offers.error} retry={offers.retry} />}
    </Dialog>
  );
}
