"""My data: the sheets of messages, of the ledgers, and of what is noted while somebody uses the bot."""

from __future__ import annotations

from collections.abc import Mapping

from bot.i18n import N_
from bot.screens import my_data_nouns as nouns
from bot.screens import my_data_values as values
from bot.screens.my_data_layout import ASIDE, FILES, ID, INNER, OWN, OWN_COMPANY, Part, Sheet, sheet

_INVITE_DATES = (
    Part("created_at", N_("Made on")),
    Part("expires_at", N_("Valid until")),
    Part("opened_at", N_("Opened on")),
)


NOTED: Mapping[str, Sheet] = {
    "messages_to_you": sheet(
        "deliveries",
        N_("Messages to me"),
        head=(Part("purpose"),),
        under=(Part("about", read=nouns.thing_about), Part("status"), Part("settled_at")),
        parts=(
            Part("content", N_("What it says"), values.message),
            Part("created_at", N_("Written down on"), values.until_settled),
            Part("not_before", N_("To be sent from"), values.while_waiting),
            Part("not_after", N_("Not to be sent after"), values.while_waiting),
            Part("error", N_("What went wrong"), values.reason),
        ),
        left_out={
            "id": ID,
            "chat_id": "it is the reader's chat",
            "person_id": OWN,
            "broadcast_id": "the announcement is named by what it is about",
            "letter_id": "what it says is shown",
            "language": "its words show it",
            **dict.fromkeys(
                (
                    "priority",
                    "what",
                    "edits",
                    "leased_until",
                    "held_by",
                    "tries",
                    "doubts",
                    "message_id",
                    "also",
                ),
                INNER,
            ),
        },
    ),
    "scores": sheet(
        "person_weeks",
        N_("My scores, week by week"),
        head=(Part("week_on", read=values.week),),
        under=(Part("points", read=values.points), Part("band")),
        left_out={"person_id": OWN},
    ),
    "what_you_did": sheet(
        "interactions",
        N_("What I did"),
        head=(Part("kind"),),
        under=(Part("about", read=nouns.thing_about), Part("at")),
        left_out=ASIDE,
    ),
    "what_you_were_offered": sheet(
        "opportunities",
        N_("What I was offered"),
        head=(Part("kind"),),
        under=(Part("about", read=nouns.thing_about), Part("at")),
        left_out=ASIDE,
    ),
    "invite_links_made": sheet(
        "invites",
        N_("Invite links made"),
        head=(Part("person_id"),),
        parts=(Part("company_id", N_("Company")), *_INVITE_DATES, Part("used_at", N_("Used on"))),
        left_out={"id": ID, "used_by": "the account of somebody else", "made_by": OWN},
    ),
    "invite_links_used": sheet(
        "invites",
        N_("Invite links used"),
        head=(Part("company_id"),),
        under=(Part("used_at"),),
        parts=_INVITE_DATES,
        left_out={"id": ID, "person_id": OWN, "used_by": OWN, "made_by": "the account of somebody else"},
    ),
    "requests_to_join": sheet(
        "join_requests",
        N_("Requests to join"),
        head=(Part("company"),),
        under=(Part("decision"), Part("asked_at")),
        parts=(
            Part("name"),
            Part("words", N_("What I wrote to staff")),
            Part("language", read=values.language),
            Part("company_id", N_("Let in at")),
            Part("decided_at", N_("Decided on")),
        ),
        left_out={"id": ID, "telegram_id": OWN, "decided_by": "what staff did is the cluster's"},
    ),
    "changes_by_staff": sheet(
        "audit",
        N_("What staff changed in my record"),
        head=(Part("act"),),
        under=(Part("at"),),
        parts=(Part("changes", N_("Changes"), values.changes),),
        left_out={
            "id": ID,
            "actor_id": "who of the staff did it is not the person's to know",
            "details": INNER,
            "company_id": OWN_COMPANY,
            "person_id": OWN,
        },
    ),
    "import_changes": sheet(
        "import_changes",
        N_("What lists changed"),
        head=(Part("field", read=values.changed_field, is_said_empty=True),),
        parts=(Part("before", N_("Before"), values.of_field), Part("after", N_("After"), values.of_field)),
        left_out={**ASIDE, "import_id": "the lists are the staff's"},
    ),
    "staff": sheet(
        "staff",
        N_("My place among the staff"),
        parts=(
            Part("role", N_("Role among the staff")),
            Part("name", read=values.typed),
            Part("other_name", read=values.typed),
            Part("added_at", N_("Added on")),
        ),
        left_out={"telegram_id": OWN},
    ),
    "imports": sheet(
        "imports",
        N_("Lists that I sent"),
        head=(Part("name", read=values.typed),),
        under=(Part("state"), Part("created_at")),
        parts=(
            Part("counts", N_("What a list changes, counted"), values.note_counts),
            Part("confirmed_at", N_("Confirmed on")),
            Part("ended_at", N_("Ended on")),
        ),
        left_out={
            "id": ID,
            "author_id": OWN,
            "file_id": FILES,
            "roster": "the records of others",
            "reading": "what a preview says of the file",
            "shown": INNER,
            "fingerprint": INNER,
            "is_stale": INNER,
        },
    ),
    "dialogue": sheet(
        "drafts",
        N_("The dialogue that I am in"),
        parts=(Part("updated_at", N_("Changed on")),),
        left_out={"chat_id": OWN, "form": INNER, "data": "the answers so far, as the program notes them"},
    ),
    "texts_you_can_still_edit": sheet(
        "taken_texts",
        N_("Texts that I can still edit"),
        head=(Part("taken_at"),),
        left_out={
            "chat_id": OWN,
            "message_id": INNER,
            "form": INNER,
            "data": "how the dialogue stood before, as the program notes it",
        },
    ),
    "your_updates": sheet(
        "inbox",
        N_("What I sent and tapped lately"),
        head=(Part("received_at"),),
        under=(Part("status"),),
        left_out={
            "update_id": ID,
            "sender_id": OWN,
            "handled_at": "moments after it was received",
            "error": "a fault of the program, as its log names it",
        },
    ),
    "searches": sheet(
        "searches", N_("When I searched"), head=(Part("at"),), left_out={"id": ID, "telegram_id": OWN}
    ),
    "invite_links_tried": sheet(
        "invite_tries",
        N_("Invite links tried"),
        head=(Part("tried_at"),),
        left_out={"id": ID, "telegram_id": OWN},
    ),
    "wrong_numbers_at_venues": sheet(
        "venue_tries",
        N_("Wrong numbers typed at venues"),
        head=(Part("tried_at"),),
        left_out={"id": ID, "person_id": OWN},
    ),
    "chat": sheet(
        "chats",
        N_("This chat"),
        parts=(Part("language", read=values.language),),
        left_out={
            "id": OWN,
            "screen_id": INNER,
            "newest_id": INNER,
            "invite_id": "the invite is shown above",
        },
    ),
}
"""By section of a download."""
