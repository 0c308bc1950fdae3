"""A flow: a dialogue in steps. The noun says its steps and what is done in the end; the rest happens here.

The next question is that of the first step that is due and not answered; after the last, the summary, if there is one,
and then `done`. The way back leads to the question before, which then offers its answer "as before". All of it is in
the draft, so that a restart, /help in the middle or a second tap on a button changes nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.replies import SILENCE, Reply, Tap
from bot.screens import forms
from bot.services.drafts import Dialogue
from handlers.feature import Feature, Form, Handler
from handlers.turn import Turn
from handlers.typed import OnlyButtons

Given = dict[str, Any]
"""What a flow was opened with, and the answers so far, by step."""
Asking = Callable[[Turn, Given], Awaitable[Reply]]


def always(screen: Callable[[], Reply]) -> Asking:
    """A question that is the same for everybody."""

    async def ask(turn: Turn, given: Given) -> Reply:
        return screen()

    return ask


@dataclass(frozen=True)
class Step:
    """One question: a screen whose buttons may be `forms.Pick`, for ready-made answers.

    `take` makes an answer of what is typed or sent, `choices` one of a Pick's value (raising ValueError or KeyError
    for what is none), `check` looks at the latter; both may raise a Refusal. An answer is JSON; a dict is several at
    once; a Reply is shown, and the question stays open. `title` names the answer above later questions.
    """

    name: str
    ask: Asking
    take: Callable[[Turn, Given], Awaitable[Any]] | None = None
    choices: Callable[[str], Any] | None = None
    check: Callable[[Turn, Given, Any], Awaitable[Any]] | None = None
    is_due: Callable[[Given], bool] = lambda given: True
    title: str = ""


@dataclass(frozen=True)
class Flow:
    """A dialogue in `steps`, for those whom `allowed` lets in. `over` answers a button of it when it is not open;
    `back` is where its first question leads back to. `corrected` takes an answer that was edited after the end."""

    feature: Feature
    name: str
    allowed: Callable[[Any], Any]
    steps: tuple[Step, ...]
    done: Asking
    over: Handler
    summary: Asking | None = None
    back: Callable[[Given], Tap] | None = None
    corrected: Asking | None = None

    def __post_init__(self) -> None:
        """Take its place among the forms of the feature."""
        take, ask, edited, tapped = (
            self.allowed(partial(handler, self))
            for handler in (Flow.take, Flow.ask, Flow.edited, Flow.tapped)
        )
        self.feature.forms[self.name] = Form(
            self.name, take, ask, lambda data: bool(data["given"]), edited, tapped
        )

    async def begin(self, turn: Turn, **opened: Any) -> Reply:
        """Open it. What it is opened with may answer steps; none of that is lost when it is left."""
        turn.draft = Dialogue(self.name, {"run": turn.update_id, "opened": opened, "given": {}, "at": ""})
        return await self._go_on(turn)

    def note(self, turn: Turn, **facts: Any) -> None:
        """Remember what came out, such as whom the bot chose."""
        self._remember(turn, opened={**turn.answers["opened"], **facts})

    async def look(self, turn: Turn, look: Asking) -> Reply:
        """Show the open question in another way, such as another page of its choices."""
        if turn.draft is None:
            return await self.over(turn)
        return self._drawn(turn, await look(turn, self._stands(turn)[1]))

    async def take(self, turn: Turn) -> Reply:
        """What was typed or sent."""
        due, given = self._stands(turn)
        step = due.get(turn.answers["at"])
        if step is None or step.take is None:
            raise OnlyButtons
        return await self._answered(turn, step, await step.take(turn, given))

    async def ask(self, turn: Turn) -> Reply:
        """The question that is open, or the summary."""
        due, given = self._stands(turn)
        at = turn.answers["at"]
        asking = due[at].ask if at in due else self.summary
        return self._drawn(turn, await asking(turn, given))  # type: ignore[misc]  # at no step: there is a summary

    async def tapped(self, turn: Turn, tap: forms.Pick | forms.Ask | forms.Finish) -> Reply:
        """A ready-made answer, the way to another question, or the end."""
        if turn.draft is None:
            return await self.over(turn)
        due, given = self._stands(turn)
        at = turn.answers["at"]
        match tap:
            case forms.Finish() if not at:
                return await self._finish(turn, given)
            case forms.Pick(step=name, value=value) if name in due and (name == at or name in given):
                return await self._picked(turn, due[name], given, value)
            case forms.Ask(step=name) if name in due and (name in given or name == self._open(due, given)):
                self._remember(turn, at=name)
            case forms.Ask(step=""):
                return await self._go_on(turn)
        return await self.ask(turn)

    async def edited(self, turn: Turn, then: Dialogue) -> Reply:
        """An answer that was typed reads otherwise now. While the flow is open it stays where it is."""
        is_open = turn.draft is not None and turn.draft.is_same(then)
        if not is_open:
            turn.draft = then
        due, given = self._stands(turn)
        step = due.get(then.data["at"])
        answer = await step.take(turn, given) if step is not None and step.take is not None else SILENCE
        if step is None or isinstance(answer, Reply):
            return SILENCE
        if not is_open:
            turn.close_form()
            return (
                await self.corrected(turn, self._told(step, answer)) if self.corrected else forms.too_late()
            )
        is_at = turn.answers["at"] == step.name
        self._remember(turn, given={**turn.answers["given"], **self._told(step, answer)})
        return forms.corrected(await (self._go_on(turn) if is_at else self.ask(turn)))

    async def _picked(self, turn: Turn, step: Step, given: Given, value: str) -> Reply:
        try:
            chosen = step.choices(value) if step.choices is not None else None
        except (KeyError, ValueError):
            return await self.ask(turn)
        return await self._answered(
            turn, step, await step.check(turn, given, chosen) if step.check else chosen
        )

    async def _answered(self, turn: Turn, step: Step, answer: Any) -> Reply:
        if isinstance(answer, Reply):
            return self._drawn(turn, answer)
        self._remember(turn, given={**turn.answers["given"], **self._told(step, answer)})
        return await self._go_on(turn)

    def _told(self, step: Step, answer: Any) -> Given:
        return answer if isinstance(answer, dict) else {step.name: answer}

    async def _go_on(self, turn: Turn) -> Reply:
        due, given = self._stands(turn)
        at = self._open(due, given)
        self._remember(turn, at=at)
        return await (self.ask(turn) if at or self.summary else self._finish(turn, given))

    async def _finish(self, turn: Turn, given: Given) -> Reply:
        turn.close_form()
        return await self.done(turn, given)

    def _open(self, due: dict[str, Step], given: Given) -> str:
        """The first step that is due and not answered; none when all are."""
        return next((name for name in due if name not in given), "")

    def _stands(self, turn: Turn) -> tuple[dict[str, Step], Given]:
        """The steps that are due, and what is given without the answers of those that are not."""
        data, names = turn.answers, {step.name for step in self.steps}
        everything = {**data["opened"], **data["given"]}
        given = {key: value for key, value in everything.items() if key not in names}
        due = {}
        for step in self.steps:
            if step.is_due(given):
                due[step.name] = step
                given |= {key: everything[key] for key in [step.name] if key in everything}
        return due, given

    def _remember(self, turn: Turn, **changed: Any) -> None:
        turn.draft = Dialogue(self.name, {**turn.answers, **changed})

    def _drawn(self, turn: Turn, question: Reply) -> Reply:
        due, given = self._stands(turn)
        at = turn.answers["at"]
        before = list(due)[: list(due).index(at)] if at in due else list(due)
        told = [name for name in (*before, at) if at and given.get(name) and due[name].title]
        so_far = [(due[name].title, given[name]) for name in told]
        asked = [name for name in before if name not in turn.answers["opened"]]
        back = forms.Ask(asked[-1], self.name) if asked else self.back and self.back(given)
        return forms.question(question, self.name, at, so_far, back, is_answered=at in given)
