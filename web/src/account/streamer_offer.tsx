import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import type { Me } from "../api/contract";
import { becomeStreamer, terms } from "../api/identity";
import { ProblemPanel } from "../ui/problem_panel";
import { useToast } from "../ui/toasts";
import { useWords } from "../words";
import { useForm } from "./use_form";

/** The way from viewer to streamer; for a streamer, the way to the studio. */
export function StreamerOffer({ me }: { me: Me }) {
  const words = useWords();
  const { account } = words;
  const say = useToast();
  const client = useQueryClient();
  const [accepted, setAccepted] = useState(false);
  const streamer = me.groups.includes("streamer");
  const current = useQuery({ queryKey: ["terms"], queryFn: terms, enabled: !streamer, staleTime: 300_000 });
  const form = useForm(async () => {
    await becomeStreamer(current.data?.streamer_version ?? "");
    await client.invalidateQueries({ queryKey: ["mine"] });
    say(account.became);
  }, () => ({ "/terms_version": accepted ? null : account.acceptNeeded }));
  if (streamer) {
    return <p className="notice notice-good spread" data-testid="is-streamer">{account.became}<Link href="/studio" className="button button-main button-small">{account.toStudio}</Link></p>;
  }
  const missing = form.beside("/terms_version");
  return (
    <form className="panel stack" onSubmit={form.submit} noValidate data-testid="become-streamer-form">
      <div className="stack-tight"><h2>{account.streamerTitle}</h2><p className="soft">{account.streamerText}</p></div>
      {form.error !== null && <ProblemPanel error={form.error} shown={["/terms_version"]} />}
      {current.isError && <ProblemPanel error={current.error} retry={current.refetch} />}
      <div className="field">
        <label className="check"><input type="checkbox" checked={accepted} onChange={(event) => setAccepted(event.target.checked)} aria-invalid={missing ? true : undefined} data-testid="accept-streamer-terms" />
          <span>{account.streamerAccept(current.data?.streamer_version ?? "…")} <Link href="/terms" target="_blank" className="small">{words.nav.terms}</Link></span></label>
        {missing && <p className="field-error" role="alert">{missing}</p>}
      </div>
      <div><button type="submit" className="button button-main" disabled={form.busy || !current.data} data-testid="become-streamer">{account.become}</button></div>
    </form>
  );
}
