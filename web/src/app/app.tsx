import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Suspense, lazy, useEffect } from "react";
import { Route, Switch } from "wouter";
import { Problem } from "../api/problem";
import { followOtherTabs, onTokensChanged, hasSession } from "../api/tokens";
import { Home } from "../home/home";
import { ToastProvider } from "../ui/toasts";
import { SpeechProvider } from "../words";
import { Boundary } from "./boundary";
import { Lost } from "./lost";
import { PageSkeleton } from "./page_skeleton";
import { Shell } from "./shell";

const WatchLive = lazy(() => import("../watch/watch_live"));
const WatchTitle = lazy(() => import("../watch/watch_title"));
const Studio = lazy(() => import("../studio/studio"));
const ChannelStudio = lazy(() => import("../studio/channel_studio"));
const ModerationPage = lazy(() => import("../studio/moderation/moderation_page"));
const SignIn = lazy(() => import("../account/sign_in"));
const SignUp = lazy(() => import("../account/sign_up"));
const ConfirmSignUp = lazy(() => import("../account/confirm_sign_up"));
const Account = lazy(() => import("../account/account"));
const GuardianPage = lazy(() => import("../guardian/guardian_page"));
const Overlay = lazy(() => import("../overlay/overlay"));
const PlansPage = lazy(() => import("../plans/plans_page"));
const SubscriptionsPage = lazy(() => import("../plans/subscriptions_page"));
const Office = lazy(() => import("../office/office"));
const TastePage = lazy(() => import("../taste/taste_page"));
const TermsPage = lazy(() => import("../account/terms_page"));

/** A refusal stays a refusal; only an unreachable or overloaded server is worth another try. */
const worthRetrying = (count: number, error: Error) =>
  count < 2 && (!(error instanceof Problem) || error.status === 0 || error.status === 429 || error.status >= 500);

const client = new QueryClient({ defaultOptions: { queries: { retry: worthRetrying, staleTime: 10_000 } } });

function useSessionEnd() {
  useEffect(() => {
    const stopFollowing = followOtherTabs();
    const stopListening = onTokensChanged(() => {
      // What belonged to the person who left is forgotten with them.
      if (!hasSession()) client.removeQueries({ predicate: (query) => query.queryKey[0] === "mine" });
    });
    return () => {
      stopFollowing();
      stopListening();
    };
  }, []);
}

export function App() {
  useSessionEnd();
  return (
    <SpeechProvider>
      <QueryClientProvider client={client}>
        <ToastProvider>
          <Switch>
            <Route path="/overlay/:channelId">{({ channelId }) => <Suspense fallback={null}><Overlay channelId={channelId} /></Suspense>}</Route>
            <Route><Site /></Route>
          </Switch>
        </ToastProvider>
      </QueryClientProvider>
    </SpeechProvider>
  );
}

/** Everything with the frame of the site around it. */
function Site() {
  return (
    <Shell>
      <Boundary>
        <Suspense fallback={<PageSkeleton />}>
          <Switch>
            <Route path="/"><Home /></Route>
            <Route path="/watch/live/:channelId">{({ channelId }) => <WatchLive key={channelId} channelId={channelId} />}</Route>
            <Route path="/watch/:titleId">{({ titleId }) => <WatchTitle key={titleId} titleId={titleId} />}</Route>
            <Route path="/studio"><Studio /></Route>
            <Route path="/studio/:channelId/:section?">{({ channelId, section }) => <ChannelStudio key={channelId} channelId={channelId} section={section ?? "broadcast"} />}</Route>
            <Route path="/moderate/:roomId">{({ roomId }) => <ModerationPage key={roomId} roomId={roomId} />}</Route>
            <Route path="/sign-in"><SignIn /></Route>
            <Route path="/sign-up"><SignUp /></Route>
            <Route path="/sign-up/confirm"><ConfirmSignUp /></Route>
            <Route path="/account"><Account /></Route>
            <Route path="/account/subscriptions"><SubscriptionsPage /></Route>
            <Route path="/account/guardian"><GuardianPage /></Route>
            <Route path="/plans"><PlansPage /></Route>
            <Route path="/office/:section?">{({ section }) => <Office section={section ?? "months"} />}</Route>
            <Route path="/taste"><TastePage /></Route>
            <Route path="/terms"><TermsPage /></Route>
            <Route><Lost /></Route>
          </Switch>
        </Suspense>
      </Boundary>
    </Shell>
  );
}
