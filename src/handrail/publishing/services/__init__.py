"""What moves releases: one file a verb. Permission first, one transaction, audit last."""

from handrail.publishing.services.accept_root import accept_root
from handrail.publishing.services.candidate import candidate_file, candidate_name, hand_in_approval
from handrail.publishing.services.decide import approve, reject
from handrail.publishing.services.evidence import evidence_file, evidence_name
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
    package_to_deploy,
    unpointed_package,
)
from handrail.publishing.services.promote import promote
from handrail.publishing.services.propose import propose, withdraw
from handrail.publishing.services.repair import hand_out_repair, request_repair
from handrail.publishing.services.request import drop_request, open_requests, request_deed
from handrail.publishing.services.seen import learn_pointer, look_at_server
from handrail.publishing.services.want_root import (
    Wanted,
    WantedEnvironment,
    drop_wanted_root,
    hand_in_root,
    still_missing,
    want_root,
    wanted_chain,
    wanted_root,
)

__all__ = [
    "Wanted",
    "WantedEnvironment",
    "accept_root",
    "approve",
    "candidate_file",
    "candidate_name",
    "default_package",
    "drop_request",
    "drop_wanted_root",
    "ensure_default_release",
    "evidence_file",
    "evidence_name",
    "full_package",
    "hand_in_approval",
    "hand_in_root",
    "hand_out_repair",
    "heartbeat",
    "learn_pointer",
    "look_at_server",
    "make_live",
    "open_requests",
    "package_name",
    "package_to_deploy",
    "pause",
    "promote",
    "propose",
    "reject",
    "renew_pointers",
    "request_deed",
    "request_repair",
    "resume",
    "roll_back",
    "still_missing",
    "stop_campaigns",
    "unpointed_package",
    "want_root",
    "wanted_chain",
    "wanted_root",
    "withdraw",
]
