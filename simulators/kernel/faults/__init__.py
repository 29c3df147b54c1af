"""
One file per way to misbehave, and the plan that says which call each one strikes.

Never: a vendor's error text (the dialect has those).
May be imported by: the kernel only; people reach faults through the control plane.
"""

from typing import Final

from simulators.kernel.faults.base import Fault
from simulators.kernel.faults.blank_field import BlankField
from simulators.kernel.faults.crash import Crash
from simulators.kernel.faults.cut_batch import CutBatch
from simulators.kernel.faults.delay import Delay
from simulators.kernel.faults.drop_after_commit import DropAfterCommit
from simulators.kernel.faults.drop_before_commit import DropBeforeCommit
from simulators.kernel.faults.forget_keys import ForgetKeys
from simulators.kernel.faults.limit import ReachLimit
from simulators.kernel.faults.person_edits import PersonEdits
from simulators.kernel.faults.repeat import Repeat
from simulators.kernel.faults.spoil_token import ExpireToken, RevokeToken
from simulators.kernel.faults.stale_read import StaleRead
from simulators.kernel.faults.status import AnswerStatus
from simulators.kernel.faults.strip_header import StripHeader
from simulators.kernel.faults.truncate import Truncate
from simulators.kernel.faults.webhooks import DisturbWebhooks

FAULTS: Final[dict[str, type[Fault]]] = {
    "delay": Delay,
    "drop_before_commit": DropBeforeCommit,
    "drop_after_commit": DropAfterCommit,
    "status": AnswerStatus,
    "expire_token": ExpireToken,
    "revoke_token": RevokeToken,
    "truncate": Truncate,
    "stale_read": StaleRead,
    "crash": Crash,
    "edit": PersonEdits,
    "repeat": Repeat,
    "limit": ReachLimit,
    "cut_batch": CutBatch,
    "blank_field": BlankField,
    "strip_header": StripHeader,
    "forget_keys": ForgetKeys,
    "webhooks": DisturbWebhooks,
}
