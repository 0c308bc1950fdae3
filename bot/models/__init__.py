"""The schema: one noun per file."""

from bot.models.base import Base
from bot.models.broadcasts import Broadcast, BroadcastText, Phase
from bot.models.chats import Chat
from bot.models.companies import Company, CompanyFile, SubCluster, company_sub_clusters
from bot.models.deliveries import Delivery, Letter, Purpose, Status
from bot.models.directory import Search
from bot.models.drafts import Draft
from bot.models.groups import Group, group_companies, group_people
from bot.models.inbox import Handling, InboundUpdate
from bot.models.introductions import Introduction, Mute, Report
from bot.models.invites import Invite, InviteTry
from bot.models.ledger import Interaction, Opportunity
from bot.models.people import Person, Standing
from bot.models.requests import Decision, JoinRequest
from bot.models.rounds import Round, RoundMember
from bot.models.secrets import RING
from bot.models.staff import AuditEntry, Staff
from bot.models.state import JobRun, Memo

__all__ = [
    "RING",
    "AuditEntry",
    "Base",
    "Broadcast",
    "BroadcastText",
    "Chat",
    "Company",
    "CompanyFile",
    "Decision",
    "Delivery",
    "Draft",
    "Group",
    "Handling",
    "InboundUpdate",
    "Interaction",
    "Introduction",
    "Invite",
    "InviteTry",
    "JobRun",
    "JoinRequest",
    "Letter",
    "Memo",
    "Mute",
    "Opportunity",
    "Person",
    "Phase",
    "Purpose",
    "Report",
    "Round",
    "RoundMember",
    "Search",
    "Staff",
    "Standing",
    "Status",
    "SubCluster",
    "company_sub_clusters",
    "group_companies",
    "group_people",
]
