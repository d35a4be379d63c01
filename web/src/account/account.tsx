import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import type { Me } from "../api/contract";
import { changeMe, signOut } from "../api/identity";
import type { Versioned } from "../api/http";
import { usePageTitle } from "../app/page_title";
import { PageSkeleton } from "../app/page_skeleton";
import { useMe, useSignInFirst } from "../app/session";
import { MyDonations } from "../money/my_donations";
import { CopyButton } from "../ui/copy_button";
import { Choices, Field } from "../ui/field";
import { ProblemPanel } from "../ui/problem_panel";
import { useToast } from "../ui/toasts";
import { useSpeech, type Locale } from "../words";
import { AccountTabs } from "./account_tabs";
import { StreamerOffer } from "./streamer_offer";
import { useForm } from "./use_form";
import "./account.css";

export default function Account() {
  const { words, formats } = useSpeech();
  const { account } = words;
  usePageTitle(account.title);
  const stranger = useSignInFirst();
  const person = useMe();
  const [, go] = useLocation();
  const leave = async () => {
    go("/");
    await signOut();
  };
  if (stranger || person.isPending) return <PageSkeleton />;
  if (!person.data) return <div className="page page-text"><ProblemPanel error={person.error} retry={person.refetch} /></div>;
  const me = person.data.value;
  return (
    <div className="page page-text account">
      <AccountTabs here="account" />
      <div className="spread">
        <div className="stack-tight"><h1>{account.title}</h1><p className="soft" data-testid="my-email">{me.email}</p></div>
        <button type="button" className="button button-plain button-small" onClick={leave} data-testid="account-sign-out">{words.nav.signOut}</button>
      </div>
      <StreamerOffer me={me} />
      <Profile key={person.data.etag} current={person.data} />
      <MyDonations />
      <section className="panel stack-tight">
        <h2>{account.roles}</h2>
        <div className="row" data-testid="my-groups">{me.groups.map((group) => <span key={group} className="badge badge-good">{account.groupNames[group] ?? group}</span>)}</div>
        <p className="row small"><span className="soft">{words.moderation.settings.myId}</span><code data-testid="my-id">{me.user_id}</code><CopyButton text={me.user_id} testId="copy-my-id" /></p>
        <p className="small faint">{account.acceptedTerms(me.terms_version, formats.date(me.terms_accepted_at))}</p>
      </section>
    </div>
  );
}

function Profile({ current }: { current: Versioned<Me> }) {
  const { words, speak } = useSpeech();
  const { account } = words;
  const say = useToast();
  const client = useQueryClient();
  const [name, setName] = useState(current.value.display_name);
  const [locale, setLocale] = useState<Locale>(current.value.locale);
  const form = useForm(async () => {
    await changeMe({ display_name: name.trim(), locale }, current);
    speak(locale);
    say(words.common.saved);
    await client.invalidateQueries({ queryKey: ["mine", "me"] });
  }, () => ({ "/display_name": name.trim() ? null : account.required }));
  return (
    <form className="panel stack" onSubmit={form.submit} noValidate data-testid="profile-form">
      <h2>{account.profile}</h2>
      {form.error !== null && <ProblemPanel error={form.error} shown={["/display_name"]} />}
      <Field label={account.displayName} hint={account.displayNameHint} value={name} maxLength={50} onChange={(event) => setName(event.target.value)} error={form.beside("/display_name")} testId="display-name" />
      <Choices legend={account.language} name="locale" value={locale} onChange={setLocale} options={[{ value: "ko", label: "한국어" }, { value: "en", label: "English" }]} />
      <div><button type="submit" className="button button-main" disabled={form.busy} data-testid="save-profile">{words.common.save}</button></div>
    </form>
  );
}
