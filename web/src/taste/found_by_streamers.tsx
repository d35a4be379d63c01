import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { myConsent, tellConsent, type Consent } from "../api/audience";
import { useSignedIn } from "../app/session";
import { ProblemPanel } from "../ui/problem_panel";
import { useToast } from "../ui/toasts";
import { useWords } from "../words";

const KEY = ["mine", "audience-consent"];

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
    </section>
  );
}
