"""Polls and quizzes."""

from typing import Any

from bot.simulator.entities import parsed
from bot.simulator.errors import bad_request
from bot.simulator.methods.editing import inline_markup_of
from bot.simulator.methods.registry import method
from bot.simulator.methods.sending import send
from bot.simulator.state import State
from bot.simulator.wire import Json, Query

MOST_QUESTION = 300
MOST_OPTIONS = 12
MOST_OPTION = 100
MOST_EXPLANATION = 200


@method("sendPoll")
def send_poll(tg: State, query: Query) -> Json:
    """Send a question with 1 to 12 answers; anonymous unless told otherwise."""
    question, entities = _text(query, "question")
    options = _options(query)
    kind = query.text("type") or "regular"
    if kind not in ("regular", "quiz"):
        raise bad_request("unsupported poll type specified")
    tg.reachable(query)
    if not question:
        raise bad_request("poll question must be non-empty")
    if len(question) > MOST_QUESTION:
        raise bad_request(f"poll question length must not exceed {MOST_QUESTION}")
    _check_options(options)
    settings: Json = {
        "type": kind,
        "is_anonymous": query.flag("is_anonymous", default=True),
        "is_closed": query.flag("is_closed"),
        "allows_multiple_answers": query.flag("allows_multiple_answers"),
        "allows_revoting": query.flag("allows_revoting", default=kind == "regular"),
        "members_only": query.flag("members_only"),
        **({"question_entities": entities} if entities else {}),
        **(_quiz(query, len(options)) if kind == "quiz" else {}),
    }
    for field in ("open_period", "close_date"):
        if query.has(field):
            settings[field] = query.integer(field)
    return send(tg, query, {"poll": tg.polls.fresh(question, options, **settings)})


def _text(query: Query, field: str) -> tuple[str, list[Json]]:
    entities = query.value(f"{field}_entities", "message entities")
    return parsed(query.text(field), query.text(f"{field}_parse_mode"), entities)


def _options(query: Query) -> list[Json]:
    given = query.value("options", "options")
    if not isinstance(given, list):
        raise bad_request("expected an Array of String as options")
    return [_option(one) for one in given]


def _option(given: Any) -> Json:
    if isinstance(given, str):
        given = {"text": given}
    if not isinstance(given, dict):
        raise bad_request("can't parse options JSON object")
    text, entities = parsed(
        str(given.get("text") or ""), str(given.get("text_parse_mode") or ""), given.get("text_entities")
    )
    return {"text": text, "text_entities": entities} if entities else {"text": text}


def _check_options(options: list[Json]) -> None:
    if not options:
        raise bad_request("poll must have at least one answer option")
    if len(options) > MOST_OPTIONS:
        raise bad_request(f"poll can't have more than {MOST_OPTIONS} options")
    if not all(option["text"] for option in options):
        raise bad_request("poll options must be non-empty")
    if any(len(option["text"]) > MOST_OPTION for option in options):
        raise bad_request(f"poll options length must not exceed {MOST_OPTION}")


def _quiz(query: Query, options: int) -> Json:
    correct = query.value("correct_option_ids", "correct option identifiers")
    if correct is None and query.has("correct_option_id"):
        correct = [query.integer("correct_option_id")]
    if not isinstance(correct, list) or not correct:
        raise bad_request("correct quiz option list must be non-empty")
    if not all(isinstance(number, int) and 0 <= number < options for number in correct):
        raise bad_request("wrong correct option ID specified")
    explanation, entities = _text(query, "explanation")
    if len(explanation) > MOST_EXPLANATION:
        raise bad_request(f"poll explanation length must not exceed {MOST_EXPLANATION}")
    quiz: Json = {"correct_option_ids": correct}
    if explanation:
        quiz |= {"explanation": explanation, "explanation_entities": entities}
    return quiz


@method("stopPoll")
def stop_poll(tg: State, query: Query) -> Json:
    """Close a poll of the bot; the poll with its final count."""
    markup = inline_markup_of(query)
    chat = tg.reachable(query)
    message = chat.messages.get(query.integer("message_id"))
    if message is None:
        raise bad_request("message with poll to stop not found")
    if "poll" not in message.body:
        raise bad_request("message is not a poll")
    if not message.from_bot:
        raise bad_request("poll can't be stopped")
    if message.body["poll"]["is_closed"]:
        raise bad_request("poll has already been closed")
    poll: Json = {**message.body["poll"], "is_closed": True}
    body = {name: value for name, value in message.body.items() if name != "reply_markup"}
    message.body = {**body, "poll": poll, **({"reply_markup": markup} if markup else {})}
    tg.publish_message("edited", chat, message)
    tg.updates.put("poll", poll)
    return poll
