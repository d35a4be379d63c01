"""What a message carries besides its text: emotes and mentions. Brought in with the first message that has any."""

from functions.chat.domain import Room
from functions.chat.emotes import DynamoEmotes, emotes_in
from functions.chat.entries import Message
from functions.chat.people import DynamoPeople, mentions_in
from functions.chat.rules import ABOVE_RULES, Standing


class Drawing:
    def __init__(self) -> None:
        self.emotes, self.people = DynamoEmotes(), DynamoPeople()

    def upon(self, message: Message, room: Room, standing: Standing, called: list[str]) -> Message:
        """With the room's emotes that its author, of this standing, may use, and the people whom it calls of these."""
        subscriber = message.by.role in ABOVE_RULES or standing.subscribes(message.at)
        emotes = emotes_in(message.text, lambda: self.emotes.of(room.id), subscriber=subscriber)
        mentions = mentions_in(message.text, self.people.of(room.id, called), room)
        return message.model_copy(update={"emotes": emotes, "mentions": mentions})
