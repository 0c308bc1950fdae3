"""Export missions and trade fairs: what is said of one, how applications stand, and how they are scored."""

from __future__ import annotations

from enum import StrEnum


class MissionPhase(StrEnum):
    """Where a mission stands; one that is announced takes applications until its deadline, and is over by the clock."""

    PLANNING = "planning"
    ANNOUNCED = "announced"
    CANCELLED = "cancelled"
    DISCARDED = "discarded"


class Interest(StrEnum):
    """What somebody has said to the invitation, beside what their company applies for."""

    UNSAID = "unsaid"
    INTERESTED = "interested"
    NOT_FOR_US = "not_for_us"


class ApplicationState(StrEnum):
    """Where the application of a company stands.

    BEGUN: not sent in yet. WAITING: on the waiting list for a place. WITHDRAWN: by the company, before or after staff
    decided.
    """

    BEGUN = "begun"
    APPLIED = "applied"
    ACCEPTED = "accepted"
    WAITING = "waiting"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class DocumentKind(StrEnum):
    """What a document of an application is."""

    PRICE_LIST = "price_list"
    CATALOGUE = "catalogue"


class Covered(StrEnum):
    """What the cost of a mission covers, so that companies need not pay for it apart."""

    STAND = "stand"
    FLIGHT = "flight"
    HOTEL = "hotel"
    TRANSPORT = "transport"
    SAMPLES = "samples"
    MEETINGS = "meetings"
    INTERPRETER = "interpreter"
    VISA = "visa"


class Yardstick(StrEnum):
    """What applications are scored by, each from 1 to 5."""

    PRODUCTS = "products"
    READINESS = "readiness"
    MOTIVATION = "motivation"
    BUYERS = "buyers"
    MATERIALS = "materials"
