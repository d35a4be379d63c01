import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { overlayAddress, replaceOverlayAddress } from "../../api/money";
import { Confirm } from "../../ui/confirm";
import { CopyButton } from "../../ui/copy_button";
import { ProblemPanel } from "../../ui/problem_panel";
import { useToast } from "../../ui/toasts";
import { useWords } from "../../words";

/** The address of the alerts for OBS. It is a secret, and not drawn: the studio may be on the air itself. */
export function OverlayPanel({ channelId }: { channelId: string }) {
  const { money } = useWords();
  const client = useQueryClient();
  const say = useToast();
  const [asked, setAsked] = useState(false);
  const queryKey = ["mine", "overlay", channelId];
  const address = useQuery({ queryKey, queryFn: () => overlayAddress(channelId), staleTime: Infinity });
  const replace = async () => {
    client.setQueryData(queryKey, await replaceOverlayAddress(channelId));
    say(money.overlayReplaced);
  };
  return (
    <section className="panel stack-tight" aria-labelledby="overlay-address">
      <h2 id="overlay-address">{money.overlay}</h2>
      <ol className="money-rules small">{money.overlaySteps.map((step) => <li key={step}>{step}</li>)}</ol>
      <p className="small faint">{money.overlaySecret}</p>
      {address.isError && <ProblemPanel error={address.error} retry={address.refetch} />}
      <div className="row">
        {address.data && <CopyButton text={address.data.url} label={money.overlayCopy} testId="overlay-copy" />}
        <button type="button" className="button button-plain button-small" disabled={!address.data} onClick={() => setAsked(true)} data-testid="overlay-replace">{money.overlayReplace}</button>
      </div>
      {asked && <Confirm title={money.overlayReplaceTitle} text={money.overlayReplaceText} action={money.overlayReplace} onConfirm={replace} onClose={() => setAsked(false)} testId="overlay-replace-dialog" />}
    </section>
  );
}
