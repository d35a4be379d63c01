import type { Words } from "./ko";

const social: Words["social"] = {
  mention: { list: "Suggestions", found: (n) => (n === 1 ? "1 suggestion" : `${n} suggestions`) },
  recommended: { talk: "much asked about right now", audience: "more and more are watching", at: (t) => `${t} into the broadcast`, dismiss: "Close" },
  raid: {
    offer: (name) => `Everybody goes over to ${name}`, offerHint: "The streamer asks you along to another broadcast. You are free to stay.", offerAlert: (name, t) => `In ${t} you go over to ${name}, unless you stay.`,
    left: (t) => `${t} left`, stay: "Stay here", go: "Go now", dismiss: "Close",
    sent: (name) => `Your viewers go over to ${name}`, sentHint: (n) => (n === "1" ? "1 viewer in the room was asked. Streamer and moderators are not taken along." : `${n} viewers in the room were asked. Streamer and moderators are not taken along.`),
    came: (name, n) => (n === "1" ? `${name} comes with 1 viewer` : `${name} comes with ${n} viewers`),
    asks: (name) => `${name} wants to come with all viewers`, accept: "Welcome them", refuse: "Decline", waits: (name) => `Waiting for ${name} to answer`, cancel: "Call off", cancelled: "Called off", accepted: "They are welcome", refused: "Declined", declined: (name) => `${name} has declined`,
    title: "Raid another broadcast", hint: "Asks another room on the air to take your viewers. Once it does, their pages offer to go; everybody may stay.", to: "Room", choose: "Choose a room", nobodyLive: "No other room is on the air", note: "Note (optional)", ask: "Ask", askedToast: (name) => `${name} was asked, and has five minutes to answer.`, taken: (name) => `${name} welcomes you`,
    rules: "Raids to this room", takes: "Whose raids are taken", everyone: "Everybody's, at once", afterAsking: "After asking", nobody: "Nobody's", trusted: "Taken without asking", trustedHint: "One room id a line, fifty at the most. They are taken at once, whatever is chosen above.", tooMany: "Fifty at the most.",
    refusals: { raid_answered: "Somebody else has answered first.", raid_cancelled: "The other room has called it off.", raid_expired: "The five minutes are over.", raid_banned: "This room has banned who asks.", room_off_air: "Only rooms on the air take raids.", changed_meanwhile: "The room is busy. Please press again." },
  },
  emotes: {
    pick: "Choose an emote", locked: (code) => `:${code}: is for subscribers`, title: "This room's emotes", none: "There are no emotes yet", count: (n, of) => `${n} of ${of}`,
    add: "Add emote", file: "Picture", fileHint: "A still PNG or WebP, square, 28 to 512 pixels, at most 256 KB.", needFile: "Choose a picture.", code: "Code", codeHint: "3 to 20 letters and digits. It is written :code: in chat.", audience: "Who may use it", audiences: { everyone: "Everyone", subscribers: "Subscribers" }, sent: "Sent. The picture is being checked.",
    states: { uploading: "Being sent", checking: "Being checked" }, delete: "Delete", deleteLabel: (code) => `Delete :${code}:`, deleteTitle: (code) => `Delete the emote :${code}:?`, deleteText: "Messages that used it show its code.",
    files: { type: "Only PNG and WebP pictures.", size: "256 KB at the most." },
    reasons: { missing: "The picture never arrived. Send it again.", too_large: "It has more than 256 KB.", not_an_image: "It cannot be read as a picture.", wrong_format: "It is neither PNG nor WebP.", animated: "Moving pictures cannot be emotes.", not_square: "It has to be square.", wrong_size: "It has to have 28 to 512 pixels." },
  },
};

export default social;
