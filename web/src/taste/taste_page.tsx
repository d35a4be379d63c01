import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { AccountTabs } from "../account/account_tabs";
import { leaveAudiences } from "../api/audience";
import { forgetTaste, type Taste } from "../api/tastes";
import { PageSkeleton } from "../app/page_skeleton";
import { usePageTitle } from "../app/page_title";
import { useSignInFirst } from "../app/session";
import { Confirm } from "../ui/confirm";
import { ProblemPanel } from "../ui/problem_panel";
import { useToast } from "../ui/toasts";
import { useWords } from "../words";
import { AboutMe } from "./about_me";
import { FoundByStreamers } from "./found_by_streamers";
import { ListRow } from "./list_row";
import { useServices, useTaste } from "./queries";
import { Survey } from "./survey";
import { Likeminded, WhatItSays, YourServices } from "./what_it_says";
import "../account/account.css";
import "../money/money.css";
import "./taste.css";

/** Everything that recommendations know of somebody, to see, to change and to forget. */
export default function TastePage() {
  const { taste } = useWords();
  usePageTitle(taste.title);
  const stranger = useSignInFirst();
  const told = useTaste();
  if (stranger || told.isPending) return <PageSkeleton />;
  return (
    <div className="page account taste">
      <AccountTabs here="taste" />
      <div className="stack-tight"><h1>{taste.title}</h1><p className="soft">{taste.intro}</p></div>
      {told.isError && !told.data && <ProblemPanel error={told.error} retry={told.refetch} />}
      {told.data && <Told told={told.data} />}
    </div>
  );
}

function Told({ told }: { told: Taste }) {
  const { taste } = useWords();
  const [choosing, setChoosing] = useState(told.survey.length === 0);
  const services = useServices();
  const offered = [...new Set([...(services.data?.owned ?? []), ...(services.data?.advice.map((one) => one.provider) ?? [])])].sort();
  if (choosing) return <Survey before={told.survey} onDone={() => setChoosing(false)} />;
  return (
    <div className="stack taste-parts">
      <ListRow shelf="titles" title={taste.forYou} />
      <section className="panel stack-tight" data-testid="survey-answered">
        <div className="spread"><h2>{taste.chosen}</h2><button type="button" className="button button-plain" onClick={() => setChoosing(true)} data-testid="survey-again">{taste.again}</button></div>
        <ul className="survey-chosen">{told.survey.map((one) => <li key={one.id}><span className="chip">{one.name}</span></li>)}</ul>
      </section>
      <div className="taste-columns">
        <div className="stack"><AboutMe key={told.providers.join()} told={told} offered={offered} /><FoundByStreamers /></div>
        <div className="stack"><YourServices /><WhatItSays /><Likeminded /></div>
      </div>
      <Forget onDone={() => setChoosing(true)} />
    </div>
  );
}

function Forget({ onDone }: { onDone: () => void }) {
  const { taste } = useWords();
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const say = useToast();
  const forget = async () => {
    await Promise.all([forgetTaste(), leaveAudiences()]);
    await client.invalidateQueries({ queryKey: ["mine"] });
    say(taste.forgotten);
    onDone();
  };
  return (
    <div>
      <button type="button" className="button button-bare" onClick={() => setAsking(true)} data-testid="forget">{taste.forget}</button>
      {asking && <Confirm title={taste.forgetTitle} text={taste.forgetText} action={taste.forget} onConfirm={forget} onClose={() => setAsking(false)} testId="forget-confirm" />}
    </div>
  );
}
