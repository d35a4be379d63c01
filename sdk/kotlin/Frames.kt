// Generated from docs/asyncapi.json by sdk/generate.mjs (make sdk); schemas 37f26d5c2ec21902c98d266c12910393556f11d233f52265c124f7517d5e8f16

package madang.chat

import kotlinx.serialization.*
import kotlinx.serialization.json.*
import kotlinx.serialization.descriptors.*
import kotlinx.serialization.encoding.*

/**
 * Asks for what is missing: the entries after `after`, oldest first.
 */
@Serializable
data class Fetch (
    val action: String,
    val after: Long,
    val v: Long? = null
)

/**
 * The first frame. With `resume_from` what came after that entry is sent, else the newest
 * entries.
 */
@Serializable
data class Join (
    val action: String,

    @SerialName("resume_from")
    val resumeFrom: Long? = null,

    /**
     * Has what is said translated for everybody, for twenty minutes; of guests nothing is kept
     */
    @SerialName("translate_to")
    val translateTo: String? = null,

    val v: Long? = null
)

/**
 * With `translate_to` the translation goes on for who stays, and begins for who asks for it
 * later.
 */
@Serializable
data class Ping (
    val action: String,

    /**
     * Has what is said translated for everybody, for twenty minutes; of guests nothing is kept
     */
    @SerialName("translate_to")
    val translateTo: String? = null,

    val v: Long? = null
)

/**
 * Says something. The same `ref` of the same person again is the same message, never a
 * second one.
 */
@Serializable
data class Send (
    val action: String,

    /**
     * Ids of people whom the text calls by @name. Who has not spoken in the room is passed
     * over, but for its streamer and moderators; so is whose name the text does not have
     */
    val mentions: List<String>? = null,

    /**
     * The client's own name of its frame
     */
    val ref: String,

    val text: String,
    val v: Long? = null
)

/**
 * Chooses in the poll that is open; a person has one vote, and it stays.
 */
@Serializable
data class Vote (
    val action: String,

    /**
     * Its place in the list of options, from 0
     */
    val option: Long,

    @SerialName("poll_id")
    val pollid: String,

    /**
     * The client's own name of its frame
     */
    val ref: String,

    val v: Long? = null
)

/**
 * The message is in the room's log, as `seq`; without one it waits for a moderator, and
 * nobody else sees it.
 */
@Serializable
data class ACK (
    val held: Boolean? = null,

    @SerialName("message_id")
    val messageid: String,

    /**
     * The client's own name of its frame
     */
    val ref: String,

    val seq: Long? = null,
    val type: String
)

/**
 * New entries, in order; several in one frame when many are said at once.
 */
@Serializable
data class Entries (
    val after: Long,
    val entries: List<Entry>,

    /**
     * There are newer ones: fetch
     */
    val more: Boolean? = null,

    /**
     * Soon entries come another way: ask for a new ticket in a minute
     */
    val moving: Boolean? = null,

    val room: String,
    val through: Long,
    val type: String
)

/**
 * What happened in a room; which fields it has follows from `kind`.
 */
@Serializable
data class Entry (
    /**
     * The right option of a quiz
     */
    val answer: Long? = null,

    val at: String,
    val by: Person? = null,

    /**
     * Pictures to draw in the place of their codes
     */
    val emotes: List<Emote>? = null,

    @SerialName("from_room")
    val fromRoom: String? = null,

    val id: String? = null,
    val items: List<Translation>? = null,
    val kind: String,
    val measure: String? = null,
    val mentions: List<Mention>? = null,
    val message: Message? = null,

    @SerialName("message_id")
    val messageid: String? = null,

    val name: String? = null,

    /**
     * Since the broadcast began, for danmaku on its replay
     */
    @SerialName("offset_ms")
    val offsetms: Long? = null,

    val pinned: Pinned? = null,
    val poll: Poll? = null,

    @SerialName("product_id")
    val productid: String? = null,

    @SerialName("raid_id")
    val raidid: String? = null,

    /**
     * What moved it: what is said, or how many watch
     */
    val reason: String? = null,

    val removed: Boolean? = null,
    val rules: Rules? = null,
    val seq: Long,

    @SerialName("session_id")
    val sessionid: String? = null,

    /**
     * Empty once it was taken back
     */
    val text: String? = null,

    @SerialName("to_room")
    val toRoom: String? = null,

    /**
     * By language; `text` is the original
     */
    val translations: Map<String, String>? = null,

    val until: String? = null,

    /**
     * What is new of it
     */
    val untranslated: Untranslated? = null,

    @SerialName("user_id")
    val userid: String? = null,

    /**
     * In this room when the raid was taken, counted on the server
     */
    val viewers: Long? = null,

    /**
     * Of each option
     */
    val votes: List<Long>? = null
)

@Serializable
data class Person (
    /**
     * Names of the room's badges, for the client to draw
     */
    val badges: List<String>? = null,

    val name: String,
    val role: String,

    @SerialName("user_id")
    val userid: String
)

/**
 * A picture of the room's; the text has it as `:code:`.
 */
@Serializable
data class Emote (
    val code: String,
    val url: String
)

@Serializable
data class Translation (
    val locale: String,

    @SerialName("message_id")
    val messageid: String,

    val text: String
)

/**
 * Somebody whom the text calls `@name`.
 */
@Serializable
data class Mention (
    val name: String,

    @SerialName("user_id")
    val userid: String
)

@Serializable
data class Message (
    val at: String,
    val by: Person,

    /**
     * Pictures to draw in the place of their codes
     */
    val emotes: List<Emote>? = null,

    val id: String,
    val kind: String,
    val mentions: List<Mention>? = null,

    /**
     * Since the broadcast began, for danmaku on its replay
     */
    @SerialName("offset_ms")
    val offsetms: Long? = null,

    val removed: Boolean? = null,
    val seq: Long,

    @SerialName("session_id")
    val sessionid: String? = null,

    /**
     * Empty once it was taken back
     */
    val text: String,

    /**
     * By language; `text` is the original
     */
    val translations: Map<String, String>? = null
)

/**
 * A message as it stands above the talk.
 */
@Serializable
data class Pinned (
    val by: Person,
    val emotes: List<Emote>? = null,

    @SerialName("message_id")
    val messageid: String,

    val text: String
)

/**
 * A question with options. In a quiz one of them is right, and which one is told at the end.
 */
@Serializable
data class Poll (
    @SerialName("closes_at")
    val closesAt: String,

    val id: String,
    val options: List<String>,
    val question: String,
    val quiz: Boolean
)

/**
 * Who may speak and how often; the streamer and moderators always may.
 */
@Serializable
data class Rules (
    val audience: String? = null,

    /**
     * approval: a message with a link waits for a moderator
     */
    val links: String? = null,

    /**
     * Between two messages of one person
     */
    @SerialName("slow_seconds")
    val slowSeconds: Long? = null
)

/**
 * What this room does without for now.
 */
@Serializable
data class Untranslated (
    /**
     * Between these nobody translates here
     */
    val pairs: List<Pair>? = null,

    /**
     * When the characters of the day were used up
     */
    @SerialName("paused_until")
    val pausedUntil: String? = null
)

@Serializable
data class Pair (
    val locale: String,

    /**
     * The language of messages; auto, where it was not recognised
     */
    val source: String
)

@Serializable
data class Pong (
    /**
     * The newest entry's number: who has less fetches
     */
    val through: Long,

    val type: String
)

/**
 * The frame was not carried out; `code` never changes its meaning.
 */
@Serializable
data class Refusal (
    val code: String,
    val detail: String,
    val ref: String? = null,

    /**
     * Seconds
     */
    @SerialName("retry_after")
    val retryAfter: Long? = null,

    val type: String
)

/**
 * The vote counts. The same answer for the same choice again.
 */
@Serializable
data class Voted (
    val option: Long,

    @SerialName("poll_id")
    val pollid: String,

    /**
     * The client's own name of its frame
     */
    val ref: String,

    val type: String
)

/**
 * The answer to `join`.
 */
@Serializable
data class Welcome (
    val after: Long,
    val entries: List<Entry>,

    /**
     * Of your own words what waits for a moderator
     */
    val held: List<Waiting>? = null,

    /**
     * There are newer ones: fetch
     */
    val more: Boolean? = null,

    @SerialName("ping_seconds")
    val pingSeconds: Long? = null,

    val pinned: Pinned? = null,

    /**
     * The poll that is open
     */
    val poll: Poll? = null,

    @SerialName("reconnect_at")
    val reconnectAt: String,

    val room: String,
    val rules: Rules,

    @SerialName("text_limit")
    val textLimit: Long? = null,

    val through: Long,
    val type: String,
    val untranslated: Untranslated? = null,
    val v: Long? = null,

    /**
     * Absent for guests, who read only
     */
    val you: Person? = null
)

@Serializable
data class Waiting (
    @SerialName("message_id")
    val messageid: String,

    val text: String
)

/** The kinds of entries that this version knows. */
val KINDS = setOf("message", "pin", "poll_closed", "poll_ended", "poll_opened", "product_recommended", "raid", "raided", "removal", "restoration", "rules", "sanction", "translations")
