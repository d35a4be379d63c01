import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { leaveAudiences, myAudiences, myConsent, tellConsent, type Consent } from "../api/audience";
import { useSignedIn } from "../app/session";
import { Confirm } from "../ui/confirm";
import { ProblemPanel } from "../ui/problem_panel";
import { useToast } from "../ui/toasts";
import { useWords } from "../words";

const KEY = ["mine", "audience-consent"], KNOWN = ["mine", "audiences"];

/** Nobody is shown to a streamer before they say so here. */
export function FoundByStreamers() {
  const { audience } = useWords();
  const client = useQueryClient();
  const say = useToast();
  const told = useQuery({ queryKey: KEY, queryFn: myConsent, enabled: useSignedIn() });
  const change = useMutation({
    mutationFn: (consent: Consent) => tellConsent(consent),
    onSuccess: (kept) => { client.setQueryData(KEY, kept); say(audience.saved); },
  });
  if (told.isError && !told.data) return <ProblemPanel error={told.error} retry={told.refetch} />;
  if (!told.data) return <div className="skeleton money-place" />;
  const { matching, purchasing } = told.data;
  return (
    <section className="panel stack-tight" data-testid="found-by-streamers">
      <label className="check"><input type="checkbox" checked={matching} disabled={change.isPending} onChange={(event) => change.mutate({ matching: event.target.checked, purchasing: false })} data-testid="audience-matching" /><span>{audience.consent}<small>{audience.consentHint}</small></span></label>
      {matching && <label className="check"><input type="checkbox" checked={purchasing} disabled={change.isPending} onChange={(event) => change.mutate({ matching: true, purchasing: event.target.checked })} data-testid="audience-purchasing" /><span>{audience.purchasing}<small>{audience.purchasingHint}</small></span></label>}
      {change.isError && <ProblemPanel error={change.error} retry={() => change.mutate(change.variables)} />}
      <Leave />
    </section>
  );
}

function Leave() {
  const { audience } = useWords();
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const say = useToast();
  const known = useQuery({ queryKey: KNOWN, queryFn: myAudiences, enabled: useSignedIn() });
  const leave = async () => {
    await leaveAudiences();
    await Promise.all([KEY, KNOWN].map((queryKey) => client.invalidateQueries({ queryKey })));
    say(audience.left);
  };
  return (
    <div className="stack-tight">
      {known.data && <p className="small soft" data-testid="audience-known">{audience.known(known.data.channels.length)}</p>}
      <div><button type="button" className="button button-bare" onClick={() => setAsking(true)} data-testid="audience-leave">{audience.leave}</button></div>
      {asking && <Confirm title={audience.leaveTitle} text={audience.leaveText} action={audience.leave} onConfirm={leave} onClose={() => setAsking(false)} testId="audience-leave-confirm" />}
    </div>
  );
}
