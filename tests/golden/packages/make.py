"""Writes ``tests/golden/packages/cases.json``: whole packages, deltas, renewals and packages without a pointer.

Run ``PYTHONPATH=src:tests python tests/golden/packages/make.py``. The file is ``{"contents": {sha256: base64},
"cases": […]}``; a case:

    {"name", "call": "pointed" | "waiting" (which of the two verifiers is asked), "files": {name: sha256 of its bytes},
     "date": seconds of the channel file's date in the zip, "trust", "now", "state": null | {…},
     "knownSdk": {path: [sha256]}, "acceptSdk": [sha256],
     "application": null | the expected, "environment": null | the expected,
     "expect": "ok" | code, "verdict": only for "ok": {"release", "needs", "warnings"}}

The zip itself is written from the files as the format says. Expectations are written by hand at the case.
"""

import hashlib
import json
import sys
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from handrail.package.archive import read_zip
from handrail.package.assemble import PEOPLE_FILES, checksums
from handrail.package.build import BuiltRelease, assemble_package, sign_root
from handrail.package.canonical import canonical
from handrail.package.unpointed import unpointed_channel
from handrail.package.verify import channel_name
from package.bank import KNOWN, NOW, SDK, SEQ, Bank, fixed_key

HERE = Path(__file__).parent
Files = dict[str, bytes]
Json = dict[str, Any]
CHANNEL = channel_name("bank", "production")
PENDING = CHANNEL.replace("channel", "pending", 1)
PEOPLE = b"For people.\n"
DIFFERS = ["package.verify-text-differs"]
MISSING, CHANGED, UNKNOWN = "package.file-missing", "package.file-changed", "package.file-unknown"
BAD, ARCHIVE = "package.malformed", "package.archive"
bank = Bank()


def picture(files: Mapping[str, bytes]) -> str:
    """The name of the release's picture."""
    return next(name for name in files if name.endswith(".png"))


def content(files: Mapping[str, bytes]) -> str:
    """The name of the blob that a boot file names."""
    return next(name for name, data in files.items() if name.startswith("blobs/") and b'"announcement"' in data)


def manifest(files: Mapping[str, bytes]) -> str:
    """The name of the manifest."""
    return next(name for name, data in files.items() if name.startswith("blobs/") and b'"auditHead"' in data)


def summed(files: Files) -> Files:
    """The same with a right SHA256SUMS, and a text for people that no version changes."""
    signed = {n: d for n, d in files.items() if n not in PEOPLE_FILES and not n.startswith(("channel/", "pending/"))}
    return {**files, "SHA256SUMS": checksums(signed), "VERIFY.txt": PEOPLE}


def pointed(**changes: Any) -> Files:
    """The files of a package with a pointer."""
    return summed(read_zip(bank.package(**changes)))


def unpointed(kind: str = "full", without: tuple[str, ...] = (), release: BuiltRelease | None = None) -> Files:
    """The files of a package that waits for its pointer."""
    built = release or bank.release()
    made = assemble_package(
        kind=kind,  # type: ignore[arg-type]
        application="bank",
        environment="production",
        release=1,
        channel=unpointed_channel([sign_root(bank.root(), [bank.key])], built.envelope),
        files={name: data for name, data in built.files.items() if name not in without},
        sdk=SDK,
    )
    return summed(read_zip(made))


def case(name: str, files: Files, expect: str = "ok", call: str = "pointed", **more: Any) -> Json:
    """One case, with bytes where hashes will stand."""
    needs = more.pop("needs", [])
    made: Json = {
        "name": name, "call": call, "files": files, "date": SEQ if call == "pointed" else 0, "trust": bank.trust,
        "now": NOW.strftime("%Y-%m-%dT%H:%M:%SZ"), "state": None, "knownSdk": {p: sorted(h) for p, h in KNOWN.items()},
        "acceptSdk": [], "application": None, "environment": None, "expect": expect,
    }  # fmt: skip
    made |= more
    if expect == "ok":
        made["verdict"] = {"release": 1, "needs": needs, "warnings": more.get("warnings", DIFFERS)}
    made.pop("warnings", None)
    return made


def changed(files: Files, change: Callable[[Files], None]) -> Files:
    """A changed copy, its sums put right."""
    copy = dict(files)
    change(copy)
    return summed(copy)


def hint(files: Files, **changes: object) -> Files:
    """The same with another ``handrail.json``."""
    return {**files, "handrail.json": canonical({**json.loads(files["handrail.json"]), **changes})}


def moved(files: Files, old: str, new: str) -> Files:
    """A file under another name."""
    return summed({new if name == old else name: data for name, data in files.items()})


def without(files: Files, *names: str) -> Files:
    """Files left out."""
    return summed({name: data for name, data in files.items() if name not in names})


def bare(files: Files) -> Files:
    """The same without release files."""
    return summed({name: data for name, data in files.items() if not name.startswith("releases/")})


def whole() -> list[Json]:
    """Packages with every file."""
    good = pointed()
    later = (NOW + timedelta(days=40)).strftime("%Y-%m-%dT%H:%M:%SZ")
    power = "sdk/0.1.0/handrail-power.js"
    sdk, live = next(iter(SDK)), next(name for name in good if name.startswith("releases/"))
    own = hashlib.sha256(b"own").hexdigest()
    seen = {"root": 1, "seq": SEQ + 2, "pointer": "0" * 64, "status": "active"}
    old = {n: d for n, d in bank.release(2, "Hello").files.items() if n.startswith("releases/")}
    staging = Bank(environment="staging").package()
    return [
        case("a whole package", good),
        case("a first package", pointed(kind="default")),
        case("the release that was live before lies beside", summed({**good, **old})),
        case("without SDK files", without(good, sdk)),
        case("an SDK build of one's own", changed(good, lambda f: f.update({sdk: b"own"})), acceptSdk=[own]),
        case("an SDK file that nobody knows", changed(good, lambda f: f.update({sdk: b"own"})), "package.sdk-unknown"),
        case("an SDK file under another name", moved(good, sdk, "sdk/0.1.0/loader.js"), "package.sdk-unknown"),
        case("Power Mode for production", summed({**good, power: b"x"}), "package.power-in-production"),
        case("a page beside the files", summed({**good, "index.html": b"<script>"}), UNKNOWN),
        case("a blob of an extension that runs", summed({**good, f"blobs/{'0' * 64}.svg": b"<svg>"}), UNKNOWN),
        case("a blob that the manifest does not name", summed({**good, f"blobs/{'0' * 64}.json": b"{}"}), UNKNOWN),
        case("a second channel file", summed({**good, "channel/bank/staging.json": b"{}"}), UNKNOWN),
        case("a second channel file under pending", summed({**good, PENDING: good[CHANNEL]}), UNKNOWN),
        case("no channel file", without(good, CHANNEL), MISSING),
        case("a whole package's channel file under pending", moved(good, CHANNEL, PENDING), MISSING),
        case("no handrail.json", without(good, "handrail.json"), MISSING),
        case("no SHA256SUMS", {n: d for n, d in good.items() if n != "SHA256SUMS"}, MISSING),
        case("no VERIFY.txt", {n: d for n, d in good.items() if n != "VERIFY.txt"}, MISSING),
        case("no manifest", without(good, manifest(good)), MISSING),
        case("no picture", without(good, picture(good)), MISSING),
        case("no release file", without(good, live), MISSING),
        case("a changed picture", changed(good, lambda f: f.update({picture(f): b"other"})), CHANGED),
        case("a changed manifest", changed(good, lambda f: f.update({manifest(f): f[manifest(f)][:-1]})), CHANGED),
        case("a longer picture", changed(good, lambda f: f.update({picture(f): f[picture(f)] + b"\0"})), CHANGED),
        case("a changed release file", changed(good, lambda f: f.update({live: f[live] + b" "})), BAD),
        case("a release file under another number", moved(good, live, live.replace("/1-", "/2-")), CHANGED),
        case("wrong sums", {**good, "SHA256SUMS": good["SHA256SUMS"][:-1]}, CHANGED),
        case("sums that leave one out", {**good, "SHA256SUMS": good["SHA256SUMS"].split(b"\n", 1)[1]}, CHANGED),
        case("a channel file dated otherwise", good, ARCHIVE, date=SEQ + 2),
        case("a channel file without a date", good, ARCHIVE, date=0),
        case("a hint of another application", hint(good, application="shop"), MISSING),
        case("a hint of another environment", hint(good, environment="staging"), MISSING),
        case("a hint of another format", hint(good, format="handrail-package/2"), BAD),
        case("a hint of an unknown kind", hint(good, kind="patch"), BAD),
        case("a hint with a further field", hint(good, by="Ann"), BAD),
        case("a hint that calls it a delta", hint(good, kind="delta"), MISSING),
        case("staging's channel at production's place", hint(
            moved(summed(read_zip(staging)), "channel/bank/staging.json", CHANNEL), environment="production"
        ), "package.wrong-environment"),
        case("another application is expected of a package", good, "package.wrong-application", application="shop"),
        case("another environment is expected of a package", good, "package.wrong-environment", environment="staging"),
        case("another anchor", good, "package.anchor-mismatch", trust=Bank(application="other").trust),
        case("a newer pointer was seen", good, "package.seq-lower", state=seen),
        case("the pointer has expired", good, "package.expired", now=later),
        case("signed by a stranger", pointed(key=fixed_key("stranger")), "package.signature-missing"),
        case("another release than the pointer's", pointed(release_sha256="0" * 64), "package.release-mismatch"),
        case("a pointer is there already", good, "package.pointer-there", "waiting"),
    ]  # fmt: skip


def deltas() -> list[Json]:
    """Packages that leave out what lies on the target."""
    built = bank.release().files
    left, second = picture(built), content(built)
    good = pointed(kind="delta", without=(left,))
    light = pointed(kind="delta", without=tuple(n for n in built if n.startswith("blobs/") and n != manifest(built)))
    everything = sorted(n for n in built if n.startswith("blobs/") and n != manifest(built))
    missing_two = pointed(kind="delta", without=(left, second))
    backwards = sorted([left, second], reverse=True)
    forged = pointed(kind="delta", without=(left,), key=fixed_key("stranger"))
    return [
        case("a delta", good, needs=[left]),
        case("a delta of everything", pointed(kind="delta")),
        case("a renewal: manifest, release and pointer alone", light, needs=everything),
        case("a delta whose channel file lies under channel", moved(good, PENDING, CHANNEL), MISSING),
        case("a delta that calls itself whole", hint(moved(good, PENDING, CHANNEL), kind="full"), MISSING),
        case("a delta that calls itself whole, channel file pending", hint(good, kind="full"), MISSING),
        case("a delta that needs more than is absent", hint(good, needs=sorted([left, second])), MISSING),
        case("a delta that needs less than is absent", hint(missing_two, needs=[left]), MISSING),
        case("a delta that needs another file", hint(good, needs=[second]), MISSING),
        case("a delta that needs a file of no release", hint(good, needs=[f"blobs/{'0' * 64}.json"]), MISSING),
        case("a delta that needs a page", hint(good, needs=["index.html"]), BAD),
        case("a delta whose needs are out of order", hint(missing_two, needs=backwards), BAD),
        case("a delta that needs a file twice", hint(good, needs=[left, left]), BAD),
        case("a delta with a changed file", changed(good, lambda f: f.update({second: b"{}"})), CHANGED),
        case("a delta with a file of no release", summed({**good, f"blobs/{'1' * 64}.png": b""}), UNKNOWN),
        case("a delta without its manifest", without(good, manifest(good)), MISSING),
        case("a delta without its release file", bare(good), MISSING),
        case("a delta dated otherwise", good, ARCHIVE, date=SEQ - 2),
        case("a delta by a stranger", forged, "package.signature-missing"),
    ]  # fmt: skip


def waiting() -> list[Json]:
    """Packages without a pointer."""
    built = bank.release()
    left = picture(built.files)
    good, light = unpointed(), unpointed("delta", (left,))
    stranger = Bank(key=fixed_key("stranger")).release()
    expired = "2028-11-24T00:00:00Z"
    soon = ["package.expires-soon", *DIFFERS]
    ask, other = "waiting", Bank(application="other").trust
    return [
        case("a package without a pointer", good, call=ask),
        case("a first package without a pointer", unpointed("default"), call=ask),
        case("a delta without a pointer", light, call=ask, needs=[left]),
        case("no pointer, the root soon expires", good, call=ask, now="2028-11-20T00:00:00Z", warnings=soon),
        case("a package without a pointer is not deployed", good, "package.pointer-missing", date=0),
        case("a delta without a pointer is not deployed", light, "package.pointer-missing", date=0),
        case("no pointer, but at the place of the live one", moved(good, PENDING, CHANNEL), BAD, date=0),
        case("no pointer, but in the live one's place, and asked for", moved(good, PENDING, CHANNEL), BAD, ask),
        case("no pointer, signed by a stranger", unpointed(release=stranger), "package.signature-missing", ask),
        case("no pointer, under another anchor", good, "package.anchor-mismatch", ask, trust=other),
        case("no pointer, and the root has expired", good, "package.expired", ask, now=expired),
        case("no pointer, a changed file", changed(good, lambda f: f.update({left: b"other"})), CHANGED, ask),
        case("no pointer, a file missing", without(good, left), MISSING, ask),
        case("no pointer, a file of no release", summed({**good, f"blobs/{'0' * 64}.json": b"{}"}), UNKNOWN, ask),
        case("no pointer, a delta that needs too little", hint(light, needs=[]), MISSING, ask),
        case("no pointer, no release file", bare(good), MISSING, ask),
        case("no pointer, an SDK file that nobody knows", good, "package.sdk-unknown", ask, knownSdk={}),
        case("no pointer, but a date", good, ARCHIVE, ask, date=SEQ),
        case("no pointer, wrong sums", {**good, "SHA256SUMS": b""}, CHANGED, ask),
        case("no pointer, another application expected", good, "package.wrong-application", ask, application="shop"),
        case("no pointer, another environment expected", good, "package.wrong-environment", ask, environment="staging"),
        case("no pointer, a hint of another environment", hint(good, environment="staging"), MISSING, ask),
    ]  # fmt: skip


def main() -> None:
    """Write the file into the folder given, else beside this one."""
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    cases = [*whole(), *deltas(), *waiting()]
    names = [each["name"] for each in cases]
    if len(set(names)) != len(names):
        raise SystemExit("a name occurs twice")
    contents: dict[str, str] = {}
    for each in cases:
        for name, data in each["files"].items():
            sha256 = hashlib.sha256(data).hexdigest()
            contents[sha256] = b64encode(data).decode()
            each["files"] = {**each["files"], name: sha256}
    lines = ",\n".join(json.dumps(each, sort_keys=True) for each in cases)
    shared = json.dumps(contents, sort_keys=True, indent=0)
    (where / "cases.json").write_text(f'{{"contents":{shared},\n"cases":[\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
