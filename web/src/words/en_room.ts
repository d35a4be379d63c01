import type { Words } from "./ko";

const room: Words["room"] = {
  held: "waits for a moderator",
  heldHint: "Only you see it",
  hushed: "Hidden: said by somebody under a sanction",
  rules: { title: "Rules of this room", slow: (s) => `Slow mode: ${s}`, followers: "Followers only", subscribers: "Subscribers only", links: "Links on approval" },
  pinned: { title: "Pinned message", show: "Unfold the pinned message", hide: "Fold the pinned message", unpin: "Unpin" },
  poll: { poll: "Poll", quiz: "Quiz", left: (t) => `${t} left`, closing: "Counting", result: "Poll result", quizResult: "Quiz result", votes: (n) => (n === "1" ? "1 vote" : `${n} votes`), mine: "Your choice", right: "Right answer", guests: "Sign in to vote.", dismiss: "Close result", fold: "Fold the poll", unfold: "Unfold the poll", none: "Nobody voted.", guessed: "You got it right!", missed: "Not this time.", options: "Options",
    refusals: { voted_already: "You have voted for another option already; everybody votes once.", poll_closed: "The poll is over.", timed_out: "You cannot vote at the moment.", banned: "You are banned and cannot vote." }, failed: "Your vote did not count. Please choose again." },
  moderate: { remove: "Remove message", pin: "Pin on top", unpin: "Unpin", timeout: (t) => `Time out for ${t}`, ban: "Ban from room", removeTitle: (n) => `Remove ${n}'s message?`, timeoutTitle: (n, t) => `Time ${n} out for ${t}?`, banTitle: (n) => `Ban ${n} from this room?`, banText: "Every connection to this room is cut at once, and there is no coming back in. You can lift it at any time on the moderation page.", why: "Reason", whyHint: "Kept in the audit log and told to the person, who does not learn who acted.", own: "Another reason", presets: ["Abuse", "Spam", "Advertising", "Sexual content", "Spoiler"], pinned: "Pinned", unpinned: "Unpinned", removed: "Message removed", timedOut: (n) => `${n} is timed out`, banned: (n) => `${n} is banned`, appoint: "Make a moderator", appointed: (n) => `${n} is a moderator from the next visit on`, desk: "Moderation" },
  standing: { banned: "You are banned from this room", bannedHint: "You cannot read or join the chat. You can still watch the broadcast.", bannedElsewhere: "You are on a ban list of another room that this room follows. Only that room's moderators can lift it.", timedOut: (t) => `You cannot speak for ${t}`, why: "See why", title: "Actions against you", none: "There is no action against you.", again: "Try to come in", undone: "Undone", kinds: { ban: "Ban", timeout: "Timeout", remove: "Message removed", reject: "Message not let through", lift: "Sanction lifted", restore: "Message restored", approve: "Message let through" },
    appeal: "Appeal", appealText: "Say what was wrong about it", appealHint: "You can appeal once. Another moderator or the streamer reads and answers it.", appealSend: "Send appeal", appealStates: { open: "Your appeal is being looked at", granted: "Your appeal was granted", refused: "Your appeal was refused" }, answer: "Answer", said: "What you said", rejected: (why) => `A moderator did not let it through: ${why}` },
};

export default room;
