"""What moves releases: one file a verb. Permission first, one transaction, audit last."""

from handrail.publishing.services.accept_root import accept_root
from handrail.publishing.services.candidate import candidate_file, candidate_name, hand_in_approval
from handrail.publishing.services.decide import approve, reject
from handrail.publishing.services.live import (
    heartbeat,
    make_live,
    pause,
    renew_pointers,
    resume,
    roll_back,
    stop_campaigns,
)
from handrail.publishing.services.packages import (
    default_package,
    ensure_default_release,
    full_package,
    package_name,
)
from handrail.publishing.services.promote import promote
from handrail.publishing.services.propose import propose, withdraw
from handrail.publishing.services.repair import hand_out_repair, request_repair

__all__ = [
    "accept_root",
    "approve",
    "candidate_file",
    "candidate_name",
    "default_package",
    "ensure_default_release",
    "full_package",
    "hand_in_approval",
    "hand_out_repair",
    "heartbeat",
    "make_live",
    "package_name",
    "pause",
    "promote",
    "propose",
    "reject",
    "renew_pointers",
    "request_repair",
    "resume",
    "roll_back",
    "stop_campaigns",
    "withdraw",
]
