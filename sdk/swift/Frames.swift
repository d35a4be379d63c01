// Generated from docs/asyncapi.json by sdk/generate.mjs (make sdk); schemas 37f26d5c2ec21902c98d266c12910393556f11d233f52265c124f7517d5e8f16

// This file was generated from JSON Schema using quicktype, do not modify it directly.
// To parse the JSON, add this file to your project and do:
//
//   let fetch = try? JSONDecoder().decode(Fetch.self, from: jsonData)
//   let join = try? JSONDecoder().decode(Join.self, from: jsonData)
//   let ping = try? JSONDecoder().decode(Ping.self, from: jsonData)
//   let send = try? JSONDecoder().decode(Send.self, from: jsonData)
//   let vote = try? JSONDecoder().decode(Vote.self, from: jsonData)
//   let aCK = try? JSONDecoder().decode(ACK.self, from: jsonData)
//   let emote = try? JSONDecoder().decode(Emote.self, from: jsonData)
//   let entries = try? JSONDecoder().decode(Entries.self, from: jsonData)
//   let mention = try? JSONDecoder().decode(Mention.self, from: jsonData)
//   let message = try? JSONDecoder().decode(Message.self, from: jsonData)
//   let pair = try? JSONDecoder().decode(Pair.self, from: jsonData)
//   let person = try? JSONDecoder().decode(Person.self, from: jsonData)
//   let pinned = try? JSONDecoder().decode(Pinned.self, from: jsonData)
//   let poll = try? JSONDecoder().decode(Poll.self, from: jsonData)
//   let pong = try? JSONDecoder().decode(Pong.self, from: jsonData)
//   let refusal = try? JSONDecoder().decode(Refusal.self, from: jsonData)
//   let rules = try? JSONDecoder().decode(Rules.self, from: jsonData)
//   let translation = try? JSONDecoder().decode(Translation.self, from: jsonData)
//   let untranslated = try? JSONDecoder().decode(Untranslated.self, from: jsonData)
//   let voted = try? JSONDecoder().decode(Voted.self, from: jsonData)
//   let waiting = try? JSONDecoder().decode(Waiting.self, from: jsonData)
//   let welcome = try? JSONDecoder().decode(Welcome.self, from: jsonData)
//   let entry = try? JSONDecoder().decode(Entry.self, from: jsonData)

import Foundation

/// Asks for what is missing: the entries after `after`, oldest first.
// MARK: - Fetch
public struct Fetch: Codable {
    public let action: String
    public let after: Int
    public let v: Int?

    public enum CodingKeys: String, CodingKey {
        case action = "action"
        case after = "after"
        case v = "v"
    }

    public init(action: String, after: Int, v: Int?) {
        self.action = action
        self.after = after
        self.v = v
    }
}

/// The first frame. With `resume_from` what came after that entry is sent, else the newest
/// entries.
// MARK: - Join
public struct Join: Codable {
    public let action: String
    public let resumeFrom: Int?
    /// Has what is said translated for everybody, for twenty minutes; of guests nothing is kept
    public let translateTo: String?
    public let v: Int?

    public enum CodingKeys: String, CodingKey {
        case action = "action"
        case resumeFrom = "resume_from"
        case translateTo = "translate_to"
        case v = "v"
    }

    public init(action: String, resumeFrom: Int?, translateTo: String?, v: Int?) {
        self.action = action
        self.resumeFrom = resumeFrom
        self.translateTo = translateTo
        self.v = v
    }
}

/// With `translate_to` the translation goes on for who stays, and begins for who asks for it
/// later.
// MARK: - Ping
public struct Ping: Codable {
    public let action: String
    /// Has what is said translated for everybody, for twenty minutes; of guests nothing is kept
    public let translateTo: String?
    public let v: Int?

    public enum CodingKeys: String, CodingKey {
        case action = "action"
        case translateTo = "translate_to"
        case v = "v"
    }

    public init(action: String, translateTo: String?, v: Int?) {
        self.action = action
        self.translateTo = translateTo
        self.v = v
    }
}

/// Says something. The same `ref` of the same person again is the same message, never a
/// second one.
// MARK: - Send
public struct Send: Codable {
    public let action: String
    /// Ids of people whom the text calls by @name. Who has not spoken in the room is passed
    /// over, but for its streamer and moderators; so is whose name the text does not have
    public let mentions: [String]?
    /// The client's own name of its frame
    public let ref: String
    public let text: String
    public let v: Int?

    public enum CodingKeys: String, CodingKey {
        case action = "action"
        case mentions = "mentions"
        case ref = "ref"
        case text = "text"
        case v = "v"
    }

    public init(action: String, mentions: [String]?, ref: String, text: String, v: Int?) {
        self.action = action
        self.mentions = mentions
        self.ref = ref
        self.text = text
        self.v = v
    }
}

/// Chooses in the poll that is open; a person has one vote, and it stays.
// MARK: - Vote
public struct Vote: Codable {
    public let action: String
    /// Its place in the list of options, from 0
    public let option: Int
    public let pollid: String
    /// The client's own name of its frame
    public let ref: String
    public let v: Int?

    public enum CodingKeys: String, CodingKey {
        case action = "action"
        case option = "option"
        case pollid = "poll_id"
        case ref = "ref"
        case v = "v"
    }

    public init(action: String, option: Int, pollid: String, ref: String, v: Int?) {
        self.action = action
        self.option = option
        self.pollid = pollid
        self.ref = ref
        self.v = v
    }
}

/// The message is in the room's log, as `seq`; without one it waits for a moderator, and
/// nobody else sees it.
// MARK: - ACK
public struct ACK: Codable {
    public let held: Bool?
    public let messageid: String
    /// The client's own name of its frame
    public let ref: String
    public let seq: Int?
    public let type: String

    public enum CodingKeys: String, CodingKey {
        case held = "held"
        case messageid = "message_id"
        case ref = "ref"
        case seq = "seq"
        case type = "type"
    }

    public init(held: Bool?, messageid: String, ref: String, seq: Int?, type: String) {
        self.held = held
        self.messageid = messageid
        self.ref = ref
        self.seq = seq
        self.type = type
    }
}

/// New entries, in order; several in one frame when many are said at once.
// MARK: - Entries
public struct Entries: Codable {
    public let after: Int
    public let entries: [Entry]
    /// There are newer ones: fetch
    public let more: Bool?
    /// Soon entries come another way: ask for a new ticket in a minute
    public let moving: Bool?
    public let room: String
    public let through: Int
    public let type: String

    public enum CodingKeys: String, CodingKey {
        case after = "after"
        case entries = "entries"
        case more = "more"
        case moving = "moving"
        case room = "room"
        case through = "through"
        case type = "type"
    }

    public init(after: Int, entries: [Entry], more: Bool?, moving: Bool?, room: String, through: Int, type: String) {
        self.after = after
        self.entries = entries
        self.more = more
        self.moving = moving
        self.room = room
        self.through = through
        self.type = type
    }
}

/// What happened in a room; which fields it has follows from `kind`.
// MARK: - Entry
public struct Entry: Codable {
    /// The right option of a quiz
    public let answer: Int?
    public let at: String
    public let by: Person?
    /// Pictures to draw in the place of their codes
    public let emotes: [Emote]?
    public let fromRoom: String?
    public let id: String?
    public let items: [Translation]?
    public let kind: String
    public let measure: String?
    public let mentions: [Mention]?
    public let message: Message?
    public let messageid: String?
    public let name: String?
    /// Since the broadcast began, for danmaku on its replay
    public let offsetms: Int?
    public let pinned: Pinned?
    public let poll: Poll?
    public let productid: String?
    public let raidid: String?
    /// What moved it: what is said, or how many watch
    public let reason: String?
    public let removed: Bool?
    public let rules: Rules?
    public let seq: Int
    public let sessionid: String?
    /// Empty once it was taken back
    public let text: String?
    public let toRoom: String?
    /// By language; `text` is the original
    public let translations: [String: String]?
    public let until: String?
    /// What is new of it
    public let untranslated: Untranslated?
    public let userid: String?
    /// In this room when the raid was taken, counted on the server
    public let viewers: Int?
    /// Of each option
    public let votes: [Int]?

    public enum CodingKeys: String, CodingKey {
        case answer = "answer"
        case at = "at"
        case by = "by"
        case emotes = "emotes"
        case fromRoom = "from_room"
        case id = "id"
        case items = "items"
        case kind = "kind"
        case measure = "measure"
        case mentions = "mentions"
        case message = "message"
        case messageid = "message_id"
        case name = "name"
        case offsetms = "offset_ms"
        case pinned = "pinned"
        case poll = "poll"
        case productid = "product_id"
        case raidid = "raid_id"
        case reason = "reason"
        case removed = "removed"
        case rules = "rules"
        case seq = "seq"
        case sessionid = "session_id"
        case text = "text"
        case toRoom = "to_room"
        case translations = "translations"
        case until = "until"
        case untranslated = "untranslated"
        case userid = "user_id"
        case viewers = "viewers"
        case votes = "votes"
    }

    public init(answer: Int?, at: String, by: Person?, emotes: [Emote]?, fromRoom: String?, id: String?, items: [Translation]?, kind: String, measure: String?, mentions: [Mention]?, message: Message?, messageid: String?, name: String?, offsetms: Int?, pinned: Pinned?, poll: Poll?, productid: String?, raidid: String?, reason: String?, removed: Bool?, rules: Rules?, seq: Int, sessionid: String?, text: String?, toRoom: String?, translations: [String: String]?, until: String?, untranslated: Untranslated?, userid: String?, viewers: Int?, votes: [Int]?) {
        self.answer = answer
        self.at = at
        self.by = by
        self.emotes = emotes
        self.fromRoom = fromRoom
        self.id = id
        self.items = items
        self.kind = kind
        self.measure = measure
        self.mentions = mentions
        self.message = message
        self.messageid = messageid
        self.name = name
        self.offsetms = offsetms
        self.pinned = pinned
        self.poll = poll
        self.productid = productid
        self.raidid = raidid
        self.reason = reason
        self.removed = removed
        self.rules = rules
        self.seq = seq
        self.sessionid = sessionid
        self.text = text
        self.toRoom = toRoom
        self.translations = translations
        self.until = until
        self.untranslated = untranslated
        self.userid = userid
        self.viewers = viewers
        self.votes = votes
    }
}

// MARK: - Person
public struct Person: Codable {
    /// Names of the room's badges, for the client to draw
    public let badges: [String]?
    public let name: String
    public let role: String
    public let userid: String

    public enum CodingKeys: String, CodingKey {
        case badges = "badges"
        case name = "name"
        case role = "role"
        case userid = "user_id"
    }

    public init(badges: [String]?, name: String, role: String, userid: String) {
        self.badges = badges
        self.name = name
        self.role = role
        self.userid = userid
    }
}

/// A picture of the room's; the text has it as `:code:`.
// MARK: - Emote
public struct Emote: Codable {
    public let code: String
    public let url: String

    public enum CodingKeys: String, CodingKey {
        case code = "code"
        case url = "url"
    }

    public init(code: String, url: String) {
        self.code = code
        self.url = url
    }
}

// MARK: - Translation
public struct Translation: Codable {
    public let locale: String
    public let messageid: String
    public let text: String

    public enum CodingKeys: String, CodingKey {
        case locale = "locale"
        case messageid = "message_id"
        case text = "text"
    }

    public init(locale: String, messageid: String, text: String) {
        self.locale = locale
        self.messageid = messageid
        self.text = text
    }
}

/// Somebody whom the text calls `@name`.
// MARK: - Mention
public struct Mention: Codable {
    public let name: String
    public let userid: String

    public enum CodingKeys: String, CodingKey {
        case name = "name"
        case userid = "user_id"
    }

    public init(name: String, userid: String) {
        self.name = name
        self.userid = userid
    }
}

// MARK: - Message
public struct Message: Codable {
    public let at: String
    public let by: Person
    /// Pictures to draw in the place of their codes
    public let emotes: [Emote]?
    public let id: String
    public let kind: String
    public let mentions: [Mention]?
    /// Since the broadcast began, for danmaku on its replay
    public let offsetms: Int?
    public let removed: Bool?
    public let seq: Int
    public let sessionid: String?
    /// Empty once it was taken back
    public let text: String
    /// By language; `text` is the original
    public let translations: [String: String]?

    public enum CodingKeys: String, CodingKey {
        case at = "at"
        case by = "by"
        case emotes = "emotes"
        case id = "id"
        case kind = "kind"
        case mentions = "mentions"
        case offsetms = "offset_ms"
        case removed = "removed"
        case seq = "seq"
        case sessionid = "session_id"
        case text = "text"
        case translations = "translations"
    }

    public init(at: String, by: Person, emotes: [Emote]?, id: String, kind: String, mentions: [Mention]?, offsetms: Int?, removed: Bool?, seq: Int, sessionid: String?, text: String, translations: [String: String]?) {
        self.at = at
        self.by = by
        self.emotes = emotes
        self.id = id
        self.kind = kind
        self.mentions = mentions
        self.offsetms = offsetms
        self.removed = removed
        self.seq = seq
        self.sessionid = sessionid
        self.text = text
        self.translations = translations
    }
}

/// A message as it stands above the talk.
// MARK: - Pinned
public struct Pinned: Codable {
    public let by: Person
    public let emotes: [Emote]?
    public let messageid: String
    public let text: String

    public enum CodingKeys: String, CodingKey {
        case by = "by"
        case emotes = "emotes"
        case messageid = "message_id"
        case text = "text"
    }

    public init(by: Person, emotes: [Emote]?, messageid: String, text: String) {
        self.by = by
        self.emotes = emotes
        self.messageid = messageid
        self.text = text
    }
}

/// A question with options. In a quiz one of them is right, and which one is told at the end.
// MARK: - Poll
public struct Poll: Codable {
    public let closesAt: String
    public let id: String
    public let options: [String]
    public let question: String
    public let quiz: Bool

    public enum CodingKeys: String, CodingKey {
        case closesAt = "closes_at"
        case id = "id"
        case options = "options"
        case question = "question"
        case quiz = "quiz"
    }

    public init(closesAt: String, id: String, options: [String], question: String, quiz: Bool) {
        self.closesAt = closesAt
        self.id = id
        self.options = options
        self.question = question
        self.quiz = quiz
    }
}

/// Who may speak and how often; the streamer and moderators always may.
// MARK: - Rules
public struct Rules: Codable {
    public let audience: String?
    /// approval: a message with a link waits for a moderator
    public let links: String?
    /// Between two messages of one person
    public let slowSeconds: Int?

    public enum CodingKeys: String, CodingKey {
        case audience = "audience"
        case links = "links"
        case slowSeconds = "slow_seconds"
    }

    public init(audience: String?, links: String?, slowSeconds: Int?) {
        self.audience = audience
        self.links = links
        self.slowSeconds = slowSeconds
    }
}

/// What this room does without for now.
// MARK: - Untranslated
public struct Untranslated: Codable {
    /// Between these nobody translates here
    public let pairs: [Pair]?
    /// When the characters of the day were used up
    public let pausedUntil: String?

    public enum CodingKeys: String, CodingKey {
        case pairs = "pairs"
        case pausedUntil = "paused_until"
    }

    public init(pairs: [Pair]?, pausedUntil: String?) {
        self.pairs = pairs
        self.pausedUntil = pausedUntil
    }
}

// MARK: - Pair
public struct Pair: Codable {
    public let locale: String
    /// The language of messages; auto, where it was not recognised
    public let source: String

    public enum CodingKeys: String, CodingKey {
        case locale = "locale"
        case source = "source"
    }

    public init(locale: String, source: String) {
        self.locale = locale
        self.source = source
    }
}

// MARK: - Pong
public struct Pong: Codable {
    /// The newest entry's number: who has less fetches
    public let through: Int
    public let type: String

    public enum CodingKeys: String, CodingKey {
        case through = "through"
        case type = "type"
    }

    public init(through: Int, type: String) {
        self.through = through
        self.type = type
    }
}

/// The frame was not carried out; `code` never changes its meaning.
// MARK: - Refusal
public struct Refusal: Codable {
    public let code: String
    public let detail: String
    public let ref: String?
    /// Seconds
    public let retryAfter: Int?
    public let type: String

    public enum CodingKeys: String, CodingKey {
        case code = "code"
        case detail = "detail"
        case ref = "ref"
        case retryAfter = "retry_after"
        case type = "type"
    }

    public init(code: String, detail: String, ref: String?, retryAfter: Int?, type: String) {
        self.code = code
        self.detail = detail
        self.ref = ref
        self.retryAfter = retryAfter
        self.type = type
    }
}

/// The vote counts. The same answer for the same choice again.
// MARK: - Voted
public struct Voted: Codable {
    public let option: Int
    public let pollid: String
    /// The client's own name of its frame
    public let ref: String
    public let type: String

    public enum CodingKeys: String, CodingKey {
        case option = "option"
        case pollid = "poll_id"
        case ref = "ref"
        case type = "type"
    }

    public init(option: Int, pollid: String, ref: String, type: String) {
        self.option = option
        self.pollid = pollid
        self.ref = ref
        self.type = type
    }
}

/// The answer to `join`.
// MARK: - Welcome
public struct Welcome: Codable {
    public let after: Int
    public let entries: [Entry]
    /// Of your own words what waits for a moderator
    public let held: [Waiting]?
    /// There are newer ones: fetch
    public let more: Bool?
    public let pingSeconds: Int?
    public let pinned: Pinned?
    /// The poll that is open
    public let poll: Poll?
    public let reconnectAt: String
    public let room: String
    public let rules: Rules
    public let textLimit: Int?
    public let through: Int
    public let type: String
    public let untranslated: Untranslated?
    public let v: Int?
    /// Absent for guests, who read only
    public let you: Person?

    public enum CodingKeys: String, CodingKey {
        case after = "after"
        case entries = "entries"
        case held = "held"
        case more = "more"
        case pingSeconds = "ping_seconds"
        case pinned = "pinned"
        case poll = "poll"
        case reconnectAt = "reconnect_at"
        case room = "room"
        case rules = "rules"
        case textLimit = "text_limit"
        case through = "through"
        case type = "type"
        case untranslated = "untranslated"
        case v = "v"
        case you = "you"
    }

    public init(after: Int, entries: [Entry], held: [Waiting]?, more: Bool?, pingSeconds: Int?, pinned: Pinned?, poll: Poll?, reconnectAt: String, room: String, rules: Rules, textLimit: Int?, through: Int, type: String, untranslated: Untranslated?, v: Int?, you: Person?) {
        self.after = after
        self.entries = entries
        self.held = held
        self.more = more
        self.pingSeconds = pingSeconds
        self.pinned = pinned
        self.poll = poll
        self.reconnectAt = reconnectAt
        self.room = room
        self.rules = rules
        self.textLimit = textLimit
        self.through = through
        self.type = type
        self.untranslated = untranslated
        self.v = v
        self.you = you
    }
}

// MARK: - Waiting
public struct Waiting: Codable {
    public let messageid: String
    public let text: String

    public enum CodingKeys: String, CodingKey {
        case messageid = "message_id"
        case text = "text"
    }

    public init(messageid: String, text: String) {
        self.messageid = messageid
        self.text = text
    }
}

/// The kinds of entries that this version knows.
public let knownKinds: Set<String> = ["message", "pin", "poll_closed", "poll_ended", "poll_opened", "product_recommended", "raid", "raided", "removal", "restoration", "rules", "sanction", "translations"]
