import { AccountTabs } from "../account/account_tabs";
import type { Age } from "../api/guardians";
import { PageSkeleton } from "../app/page_skeleton";
import { usePageTitle } from "../app/page_title";
import { useSignInFirst } from "../app/session";
import { ProblemPanel } from "../ui/problem_panel";
import { useSpeech } from "../words";
import { BirthDateForm } from "./birth_date_form";
import { Given } from "./given";
import { MyGuardian } from "./my_guardian";
import { MyMinors } from "./my_minors";
import { useAge } from "./queries";
import "../account/account.css";
import "../money/money.css";
import "./guardian.css";

/** Both sides of a guardian's consent; which one is shown follows from the reader's own age. */
export default function GuardianPage() {
  const { words: { guardian } } = useSpeech();
  usePageTitle(guardian.title);
  const stranger = useSignInFirst();
  const age = useAge();
  if (stranger || age.isPending) return <PageSkeleton />;
  return (
    <div className="page page-text account">
      <AccountTabs here="guardian" />
      <div className="stack-tight"><h1>{guardian.title}</h1><p className="soft">{guardian.intro}</p></div>
      {age.isError && !age.data && <ProblemPanel error={age.error} retry={age.refetch} />}
      {age.data && <Told age={age.data} />}
      {age.data?.told === true && (age.data.adult ? <><MyMinors /><Given /></> : <MyGuardian />)}
    </div>
  );
}

function Told({ age }: { age: Age }) {
  const { words: { guardian }, formats, locale } = useSpeech();
  if (!age.told || age.birth_date === null || age.country === null) return <section className="panel"><BirthDateForm /></section>;
  const country = new Intl.DisplayNames([locale], { type: "region" }).of(age.country) ?? age.country;
  return (
    <section className="panel stack-tight" data-testid="age" data-adult={age.adult}>
      <h2>{guardian.age}</h2>
      <p>{formats.day(age.birth_date)} · {country}</p>
      <p className="small soft">{age.adult || age.adult_on === null ? guardian.isAdult : guardian.adultOn(formats.day(age.adult_on))} {guardian.private}</p>
    </section>
  );
}
