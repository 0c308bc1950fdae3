"""Answers to taps on inline buttons."""

from bot.simulator.errors import bad_request
from bot.simulator.methods.registry import method
from bot.simulator.state import State
from bot.simulator.wire import Query

MOST_ANSWER = 200
TOO_LATE = "query is too old and response timeout expired or query ID is invalid"


@method("answerCallbackQuery")
def answer_callback_query(tg: State, query: Query) -> bool:
    """End the spinner on a button, with a note of up to 200 characters or none."""
    text = query.text("text")
    if len(text) > MOST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    chat_id = tg.taps.answer(query.text("callback_query_id"))
    if chat_id is None:
        raise bad_request(TOO_LATE)
    answer = {"text": text, "show_alert": query.flag("show_alert")}
    tg.chats[chat_id].answers.append(answer)
    tg.publish(
        {"type": "answer", "chat_id": chat_id, "callback_query_id": query.text("callback_query_id"), **answer}
    )
    return True
