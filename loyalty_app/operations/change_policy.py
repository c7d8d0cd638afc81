"""The platform admin changes what holds for a merchant."""

from dataclasses import asdict, dataclass

from sqlalchemy import select, update

from loyalty_app.domain.actors import PlatformActor
from loyalty_app.domain.policy_fields import PolicyFields
from loyalty_app.models import MerchantLoyaltySettings
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.queries.policy_view import PolicyView, find_policy
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePolicy(Command):
    """Change what `fields` names."""

    actor: PlatformActor
    merchant_id: int
    fields: PolicyFields


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChanged(Outcome):
    """The settings as they are now."""

    policy: PolicyView


@operation
def change_policy(work: Work, command: ChangePolicy) -> PolicyChanged:
    """Refuses number_out_of_range, and not_found for a merchant that is gone. Sending it twice is no mistake."""
    named = command.fields.checked()
    settings = MerchantLoyaltySettings.merchant_id == command.merchant_id
    work.connection.execute(select(MerchantLoyaltySettings.id).where(settings).with_for_update())
    before = asdict(find_policy(work.connection, command.merchant_id))
    changes = {name: value for name, value in named.items() if value != before[name]}
    if changes:
        work.connection.execute(update(MerchantLoyaltySettings).where(settings).values(**changes))
        event = Event(
            what="policy_changed",
            subject=f"merchant:{command.merchant_id}",
            before={name: before[name] for name in changes},
            after=changes,
            merchant_id=command.merchant_id,
        )
        record_event(work, command.actor, event)
    return PolicyChanged(policy=find_policy(work.connection, command.merchant_id))
