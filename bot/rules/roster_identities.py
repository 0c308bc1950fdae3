"""Who is who in a roster: which company and which person of those on record a line means, or may mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.rules.likeness import (
    Likeness,
    are_alike,
    are_spellings,
    core,
    have_same_numbers,
    host_of,
    share_a_word,
    slips,
)
from bot.rules.roster_plans import (
    APART,
    Candidate,
    CompanyNow,
    CompanyPlan,
    Doubt,
    DoubtKind,
    Known,
    PersonNow,
    PersonPlan,
    contacts_of,
)
from bot.rules.rosters import RosterRow
from bot.rules.words import fold

CANDIDATES = 4
"""As many are offered at most: more would say that none is meant."""
_FEW_AT_A_HOST = 3
"""From so many companies on a website is their host's, and says nothing of any."""
_MANY_PEOPLE = 2
"""So many people who are at another company now say by themselves that it is the same one under another name."""

Reasons = dict[Likeness, None]


class Companies:
    """The companies of a list, each once. A name that is not known may be a known one's: then it is a doubt."""

    def __init__(self, rows: Sequence[RosterRow], known: Known, answers: Mapping[str, str]) -> None:
        self._known, self._answers = known, answers
        self.doubts: list[Doubt] = []
        self.plans: list[CompanyPlan] = []
        self.candidates: set[int] = set()
        """Which companies on record may be meant by a name that waits."""
        self.same: list[tuple[CompanyPlan, RosterRow]] = []
        self._by_id = {company.id: company for company in known.companies}
        self._plan_of: dict[int, CompanyPlan] = {}
        self._by_key: dict[str, CompanyPlan | CompanyNow] = {one.key: one for one in known.companies}
        self._by_arabic: dict[str, list[CompanyPlan | CompanyNow]] = defaultdict(list)
        self._by_core: dict[str, list[CompanyPlan | CompanyNow]] = defaultdict(list)
        self._by_host: dict[str, list[CompanyPlan | CompanyNow]] = defaultdict(list)
        self._by_slip: dict[str, list[CompanyPlan | CompanyNow]] = defaultdict(list)
        self._people_by_contact: dict[str, list[PersonNow]] = defaultdict(list)
        grouped: dict[str, list[RosterRow]] = defaultdict(list)
        for row in rows:
            grouped[fold(row.company)].append(row)
        if not self._are_all_known(grouped):
            self._index()
        self._in_list = {exact.id for key in grouped if (exact := self._exactly(key)) is not None}
        for key, its_rows in grouped.items():
            plan = self._resolved(key, its_rows)
            plan.keys[key] = None
            self._by_key[key] = plan
            one: CompanyPlan | CompanyNow = plan.now or plan
            if (arabic := _arabic_name(its_rows)) and one not in (named := self._by_arabic[fold(arabic)]):
                named.append(one)

    def of(self, row: RosterRow) -> CompanyPlan:
        """The company that a row is about."""
        found = self._by_key[fold(row.company)]
        assert isinstance(found, CompanyPlan)
        return found

    def _are_all_known(self, keys: Iterable[str]) -> bool:
        for company in self._known.companies:
            if company.name_ar:
                self._by_arabic[fold(company.name_ar)].append(company)
        return all(self._exactly(key) is not None for key in keys)

    def _exactly(self, key: str) -> CompanyNow | None:
        """The company on record of that name, or that is called so, too."""
        found = self._by_key.get(key)
        if found is None and key in self._known.aliases:
            found = self._by_id.get(self._known.aliases[key])
        return found.now if isinstance(found, CompanyPlan) else found

    def _index(self) -> None:
        for company in self._known.companies:
            self._enter(company, company.name, company.website)
        for alias, company_id in self._known.aliases.items():
            if company_id in self._by_id:
                self._enter(self._by_id[company_id], alias, None)
        for person in self._known.people:
            for contact in person.contacts:
                self._people_by_contact[contact].append(person)

    def _enter(self, company: CompanyPlan | CompanyNow, name: str, website: str | None) -> None:
        called = core(name)
        if company not in self._by_core[called]:
            self._by_core[called].append(company)
        for slip in slips(called):
            self._by_slip[slip].append(company)
        if host := host_of(website):
            self._by_host[host].append(company)

    def _planned(self, company: CompanyPlan | CompanyNow, row: RosterRow) -> CompanyPlan:
        """The one plan for a company on record."""
        if isinstance(company, CompanyPlan):
            return company
        plan = self._plan_of.get(company.id)
        if plan is None:
            plan = self._plan_of[company.id] = CompanyPlan(row, company, company.name)
            self.plans.append(plan)
        return plan

    def _resolved(self, key: str, rows: Sequence[RosterRow]) -> CompanyPlan:
        row = rows[0]
        if (exact := self._exactly(key)) is not None:
            plan = self._planned(exact, row)
            plan.keeps_name |= exact.key != key
            return plan
        called_so = self._by_arabic.get(key, [])
        if len(called_so) == 1:
            plan = self._planned(called_so[0], row)
            plan.keeps_name = True  # the cell has its name in Arabic, and no other one
            return plan
        arabic = _arabic_name(rows)
        if arabic and (found := self._by_key.get(fold(arabic))) is not None:
            return self._planned(found, row)
        return self._likened(key, rows) or self._made(row)

    def _made(self, row: RosterRow) -> CompanyPlan:
        plan = CompanyPlan(row, None, row.company)
        self.plans.append(plan)
        self._enter(plan, row.company, row.website)
        return plan

    def _likened(self, key: str, rows: Sequence[RosterRow]) -> CompanyPlan | None:
        """The plan that staff say it is, or what speaks for it; a waiting one while nobody does; None for a new one."""
        found = list(self._like(rows).values())[:CANDIDATES]
        if not found:
            return None
        row, (first, reasons) = rows[0], found[0]
        is_plain = Likeness.LEGAL_FORM in reasons or len(reasons) > 1
        suggested = _answer_of(first) if is_plain else None
        doubt = Doubt(
            kind=DoubtKind.COMPANY,
            key=f"company:{key}",
            line=row.line,
            sheet=row.sheet,
            company=row.company,
            reasons=tuple(reasons),
            candidates=tuple(Candidate(_answer_of(one), _name_of(one)) for one, _ in found),
            suggested=suggested,
        )
        self.doubts.append(doubt)
        answer = self._answers.get(doubt.key, suggested)
        if answer == APART:
            return None
        for one, why in found:
            if _answer_of(one) == answer:
                plan = self._planned(one, row)
                plan.keeps_name = (
                    plan.keeps_name or Likeness.LEGAL_FORM in why or not isinstance(one, CompanyNow)
                )
                self.same.append((plan, row))
                return plan
        self.candidates |= {one.id for one, _ in found if isinstance(one, CompanyNow)}
        return CompanyPlan(row, None, row.company, is_waiting=True)

    def _like(self, rows: Sequence[RosterRow]) -> dict[int, tuple[CompanyPlan | CompanyNow, Reasons]]:
        """Which companies it may be, with what speaks for each: those first for which most does."""
        called = core(rows[0].company)
        found: dict[int, tuple[CompanyPlan | CompanyNow, Reasons]] = {}

        def speaks(company: CompanyPlan | CompanyNow, reason: Likeness) -> None:
            if reason is Likeness.LEGAL_FORM or have_same_numbers(called, core(_name_of(company))):
                one = self._planned_already(company)
                found.setdefault(id(one), (one, {}))[1][reason] = None

        for company in self._by_core.get(called, ()):
            speaks(company, Likeness.LEGAL_FORM)
        for slip in slips(called):
            for company in self._by_slip.get(slip, ()):
                if core(_name_of(company)) != called and are_alike(core(_name_of(company)), called):
                    speaks(company, Likeness.SPELLING)
        arabic = _arabic_name(rows)
        for company in self._by_arabic.get(fold(arabic), ()) if arabic else ():
            speaks(company, Likeness.ARABIC_NAME)
        for company, at_both in self._employers(rows).items():
            if company.id not in self._in_list and (
                at_both >= _MANY_PEOPLE or share_a_word(core(company.name), called)
            ):
                speaks(company, Likeness.PEOPLE)
        hosts = {host for one in rows if (host := host_of(one.website))}
        for host in hosts:
            sharing = self._by_host.get(host, [])
            for company in sharing if len(sharing) < _FEW_AT_A_HOST else ():
                if share_a_word(core(_name_of(company)), called):
                    speaks(company, Likeness.WEBSITE)
        return dict(sorted(found.items(), key=lambda item: -len(item[1][1])))

    def _planned_already(self, company: CompanyPlan | CompanyNow) -> CompanyPlan | CompanyNow:
        """A company on record as itself, also where it has its plan: it is one candidate, not two."""
        return company.now if isinstance(company, CompanyPlan) and company.now is not None else company

    def _employers(self, rows: Sequence[RosterRow]) -> dict[CompanyNow, int]:
        """The companies at which people of these rows are on record, with how many."""
        found: dict[int, set[str]] = defaultdict(set)
        for row in rows:
            for contact in contacts_of(row) if row.person else ():
                for person in self._people_by_contact.get(contact, ()):
                    if are_spellings(person.name, row.person or ""):
                        found[person.company_id].add(fold(row.person or ""))
        return {self._by_id[number]: len(names) for number, names in found.items()}


class People:
    """The people of a list, each once, at the companies of the list."""

    def __init__(
        self, rows: Sequence[RosterRow], companies: Companies, known: Known, answers: Mapping[str, str]
    ) -> None:
        self._companies, self._answers = companies, answers
        self.doubts: list[Doubt] = []
        self.plans: list[PersonPlan] = []
        self.waiting: list[RosterRow] = []
        self.elsewhere: list[RosterRow] = []
        """Rows about somebody who stays where they are: another row, or the record, has them at another company."""
        self.candidates: set[int] = set()
        """Who may be meant by a row that waits."""
        self._names = {company.id: company.name for company in known.companies}
        self._by_id = {person.id: person for person in known.people}
        self._plan_of: dict[int, PersonPlan] = {}
        self._in_company: dict[tuple[int, str], list[PersonNow]] = defaultdict(list)
        self._of_company: dict[int, list[PersonNow]] = defaultdict(list)
        self._by_contact: dict[str, list[PersonNow | PersonPlan]] = defaultdict(list)
        self._new: dict[tuple[int, str], PersonPlan] = {}
        for person in known.people:
            for name in person.names:
                self._in_company[person.company_id, fold(name)].append(person)
            self._of_company[person.company_id].append(person)
            for contact in person.contacts:
                self._by_contact[contact].append(person)
        self._listed: dict[int, set[str]] = defaultdict(set)
        """The names that the list has of each company: who is named in one row is not meant by another."""
        with_people = [row for row in rows if row.person]
        for row in with_people:
            self._listed[id(companies.of(row))].add(fold(row.person or ""))
        self.of_row = {id(row): plan for row, plan in self._resolve(with_people) if plan is not None}

    def _resolve(self, rows: Iterable[RosterRow]) -> Iterator[tuple[RosterRow, PersonPlan | None]]:
        for row in rows:
            company = self._companies.of(row)
            if company.is_waiting:
                self.waiting.append(row)
                yield row, None
            else:
                yield row, self._here(company, row) or self._likened(company, row)

    def _here(self, company: CompanyPlan, row: RosterRow) -> PersonPlan | None:
        """Who is of that name at that company, or has that phone or e-mail and may be called so."""
        key = fold(row.person or "")
        if (new := self._new.get((id(company), key))) is not None:
            return new
        if company.now is None:
            return None
        same = self._in_company.get((company.now.id, key)) or self._sharing(company.now.id, row, id(company))
        if not same:
            return None
        return self._planned(max(same, key=lambda one: (one.has_joined, not one.has_left)), company, row)

    def _sharing(self, company_id: int, row: RosterRow, listed: int) -> list[PersonNow]:
        """Whoever there shares a phone or an e-mail with the row and may be called so; nobody when several do."""
        contacts = set(contacts_of(row))
        same = [
            one
            for one in (self._of_company.get(company_id, ()) if contacts else ())
            if not contacts.isdisjoint(one.contacts)
            and fold(one.name) not in self._listed[listed]
            and may_be_called(one, row.person or "")
        ]
        return same if len(same) == 1 else []

    def _planned(self, person: PersonNow, company: CompanyPlan, row: RosterRow) -> PersonPlan:
        plan = self._plan_of.get(person.id)
        if plan is None:
            plan = self._plan_of[person.id] = PersonPlan(row, person, person.name, company)
            self.plans.append(plan)
        return plan

    def _made(self, company: CompanyPlan, row: RosterRow) -> PersonPlan:
        plan = PersonPlan(row, None, row.person or "", company)
        self.plans.append(plan)
        self._new[id(company), fold(plan.name)] = plan
        for contact in contacts_of(row):
            self._by_contact[contact].append(plan)
        return plan

    def _likened(self, company: CompanyPlan, row: RosterRow) -> PersonPlan | None:
        """The plan that staff say it is; None while they do not, or when there is nothing to do; else a new person."""
        found = self._like(company, row)
        if not found:
            return self._made(company, row)
        doubt = Doubt(
            kind=DoubtKind.PERSON,
            key=f"person:{fold(row.company)}:{fold(row.person or '')}",
            line=row.line,
            sheet=row.sheet,
            company=company.name,
            person=row.person or "",
            reasons=tuple(dict.fromkeys(reason for _, reasons in found for reason in reasons)),
            candidates=tuple(Candidate(*self._called(one)) for one, _ in found),
        )
        self.doubts.append(doubt)
        self.candidates |= {one.id for one, _ in found if isinstance(one, PersonNow)}
        answer = self._answers.get(doubt.key)
        if answer == APART:
            return self._made(company, row)
        for one, _ in found:
            if self._called(one)[0] == answer:
                return self._taken_for(one, company, row)
        self.waiting.append(row)
        return None

    def _taken_for(
        self, one: PersonNow | PersonPlan, company: CompanyPlan, row: RosterRow
    ) -> PersonPlan | None:
        if isinstance(one, PersonPlan) or one.id in self._plan_of:
            plan = one if isinstance(one, PersonPlan) else self._plan_of[one.id]
            if plan.company is not company:
                self.elsewhere.append(row)
                return None
            return plan
        return self._planned(one, company, row)

    def _like(
        self, company: CompanyPlan, row: RosterRow
    ) -> list[tuple[PersonNow | PersonPlan, list[Likeness]]]:
        found: dict[int, tuple[PersonNow | PersonPlan, list[Likeness]]] = {}
        for contact in contacts_of(row):
            for one in self._by_contact.get(contact, ()):
                if may_be_called(one, row.person or ""):
                    reasons = [Likeness.CONTACT]
                    if isinstance(one, PersonNow) and one.has_left:
                        reasons.append(Likeness.LEFT)
                    found[id(one)] = (one, reasons)
        for one in self._of_company.get(company.now.id, ()) if company.now is not None else ():
            if fold(one.name) not in self._listed[id(company)] and may_be_called(one, row.person or ""):
                found.setdefault(id(one), (one, [Likeness.SPELLING]))
        return list(found.values())[:CANDIDATES]

    def _called(self, one: PersonNow | PersonPlan) -> tuple[str, str, str]:
        """The answer that means somebody, their company and their name."""
        if isinstance(one, PersonNow):
            return f"person:{one.id}", self._names[one.company_id], one.name
        return f"line:{one.row.sheet}:{one.row.line}"[:255], one.company.name, one.name


def may_be_called(one: PersonNow | PersonPlan, name: str) -> bool:
    """Whether a name is a spelling of one of somebody's. Another phone says nothing: people change theirs."""
    return any(are_spellings(own, name) for own in one.names)


def _arabic_name(rows: Iterable[RosterRow]) -> str:
    return next((row.company_ar for row in rows if row.company_ar), "")


def _name_of(company: CompanyPlan | CompanyNow) -> str:
    return company.name


def _answer_of(company: CompanyPlan | CompanyNow) -> str:
    if isinstance(company, CompanyPlan):
        return (
            f"company:{company.now.id}"
            if company.now
            else f"line:{company.row.sheet}:{company.row.line}"[:255]
        )
    return f"company:{company.id}"
