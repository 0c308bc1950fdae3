"""The fields of a profile, as data; and choices as people type them."""

import pytest

from bot.models.companies import Company
from bot.models.people import Person
from bot.rules.completeness import COMPANY_WEIGHTS, PERSON_WEIGHTS
from bot.rules.fields import OPTIONS, SPECS, Editor, Field, Owner, fields_of, recognised, staff_fields

CHOSEN = (Editor.CHOICE, Editor.CHOICES)
TYPED = (Editor.LINE, Editor.TEXT, Editor.PHONE, Editor.EMAIL, Editor.WEBSITE, Editor.YEAR)


def test_every_field_is_declared_and_belongs_to_somebody() -> None:
    assert set(SPECS) == set(Field)
    assert {*fields_of(Owner.PERSON), *fields_of(Owner.COMPANY)} == {
        f for f in Field if not f.spec.is_for_staff
    }
    assert {*staff_fields(Owner.PERSON), *staff_fields(Owner.COMPANY)} == set(Field) - {Field.FILES}


def test_every_field_but_the_files_is_a_column_of_its_owner() -> None:
    rows = {Owner.PERSON: Person, Owner.COMPANY: Company}
    for field in set(Field) - {Field.FILES}:
        assert hasattr(rows[field.spec.owner], field), field


def test_whatever_completeness_misses_is_a_field() -> None:
    assert {*PERSON_WEIGHTS, *COMPANY_WEIGHTS} <= set(Field)


def test_what_is_typed_has_a_limit_and_what_is_chosen_has_options() -> None:
    for field, spec in SPECS.items():
        assert bool(spec.limit) == (spec.editor in TYPED), field
        assert (field in OPTIONS) == (spec.editor in CHOSEN and field is not Field.SUB_CLUSTERS), field


def test_what_is_typed_fits_its_column() -> None:
    for field in set(Field) - {Field.FILES}:
        row = Person if field.spec.owner is Owner.PERSON else Company
        room = getattr(row.__table__.c[field].type, "length", None) if field in row.__table__.c else None
        assert room is None or field.spec.limit <= room, field


@pytest.mark.parametrize(
    ("field", "typed", "keys", "unknown"),
    [
        (Field.SEAT, "CEO", ("lead",), ()),
        (Field.SEAT, "مدير التصدير", ("export",), ()),
        (Field.SEAT, "astronaut", (), ("astronaut",)),
        (Field.KIND, "université", ("knowledge_provider",), ()),
        (Field.SIZE, "٤٥ موظفًا", ("small",), ()),
        (Field.MARKETS, "KSA, France / المانيا", ("SA", "FR", "DE"), ()),
        (Field.MARKETS, "Atlantis; Lebanon; Qatar", ("QA",), ("Atlantis", "Lebanon")),
        (Field.MARKETS, "qatar, Qatar, قطر", ("QA",), ()),
        (Field.CERTIFICATIONS, "iso 22000، HACCP", ("iso_22000", "haccp"), ()),
        (Field.CERTIFICATIONS, "ISO/IEC 17025", ("iso_17025",), ()),
        (Field.CERTIFICATIONS, "ISO", (), ("ISO",)),
        (Field.LANGUAGES, "Armenian, عربي, espagnol, Klingon", ("hy", "ar", "es"), ("Klingon",)),
        (Field.SUB_CLUSTERS, "vin, dairy, cheese", ("wine", "dairy"), ("cheese",)),
    ],
)
def test_choices_are_recognised_in_three_languages(
    field: Field, typed: str, keys: tuple[str, ...], unknown: tuple[str, ...]
) -> None:
    found = recognised(field, typed, ["wine", "dairy"])
    assert (found.keys, found.unknown) == (keys, unknown)
