"""Keys on tokens, by the commands that people run, on a real PKCS#11 driver."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.keys.soft_token import MODULE, PIN, Tokens
from handrail.deploy.keys.chain import parse_chain
from handrail.package.verify import verify_root_chain
from package.bank import Bank

WITH_PIN = ("--password-file", "pin")


@pytest.fixture
def desk(tmp_path: Path) -> Tokens:
    made = Tokens(tmp_path)
    made.plug_in("Anna")
    return made


def new(
    desk: Tokens, name: str = "anna.token", role: str = "root", code: int = 0, token: str = "pkcs11:token=Anna"
) -> str:
    return desk.run("keys", "new", name, "--token", token, "--role", role, "--label", "Anna", *WITH_PIN, code=code)


def test_a_key_is_made_on_the_token_noted_listed_and_exported(desk: Tokens) -> None:
    assert "holds nothing secret" in new(desk)
    note = json.loads((desk.folder / "anna.token").read_bytes())
    assert note["token"].startswith("pkcs11:token=Anna;serial=") and PIN not in json.dumps(note)
    public = json.loads(desk.run("keys", "export", "anna.token"))
    assert (public["keyid"], public["role"], public["format"]) == (note["keyid"], "root", "handrail-public-key/1")
    listed = json.loads(desk.run("keys", "list", "pkcs11:token=Anna", *WITH_PIN, "--json"))["keys"]
    assert [(each["uri"], each["keyid"], each["problem"]) for each in listed] == [(note["token"], note["keyid"], "")]
    assert "root key of Anna" in desk.run("keys", "list")


def test_the_private_half_can_be_read_out_by_nobody(desk: Tokens) -> None:
    new(desk)
    script = """
import sys, pkcs11
from pkcs11 import Attribute as A, ObjectClass
lib = pkcs11.lib(sys.argv[1])
with lib.get_token(token_label="Anna").open(user_pin=sys.argv[2], rw=True) as session:
    [key] = session.get_objects({A.CLASS: ObjectClass.PRIVATE_KEY})
    assert (key[A.SENSITIVE], key[A.EXTRACTABLE], key[A.NEVER_EXTRACTABLE], key[A.ALWAYS_SENSITIVE]) == (1, 0, 1, 1)
    try:
        key[A.VALUE]
    except pkcs11.exceptions.AttributeSensitive:
        print("kept")
"""
    command = [sys.executable, "-c", script, str(MODULE), PIN]
    done = subprocess.run(command, env=desk.environment, capture_output=True, text=True, check=False)
    assert done.stdout == "kept\n", done.stderr


def test_two_administrators_sign_a_root_each_on_their_token(desk: Tokens) -> None:
    desk.plug_in("Bert")
    new(desk)
    new(desk, "bert.token", token="pkcs11:token=Bert")
    (desk.folder / "live.zip").write_bytes(Bank().package())
    (desk.folder / "console.pem").write_bytes(Bank().key.to_pem())
    (desk.folder / "console.pem").chmod(0o600)
    trust = ("--trust", Bank().trust)
    seats = (
        "--add",
        "root=anna.token",
        "--add",
        "root=bert.token",
        "--threshold",
        "root=2",
        "--nothing-live",
        "staging",
    )
    desk.run("keys", "rotate", "live.zip", "--out", "r.json", *trust, *seats, "--key", "console.pem")
    desk.run("keys", "sign", "r.json", "--out", "r.json", *trust, "--key", "anna.token", *WITH_PIN, "--yes")
    address = json.loads((desk.folder / "bert.token").read_bytes())["token"]
    said = desk.run("keys", "sign", "r.json", "--out", "r.json", *trust, "--key", address, *WITH_PIN, "--yes")
    assert "It is complete" in said
    root = verify_root_chain(parse_chain((desk.folder / "r.json").read_bytes()), Bank().trust)[-1]
    assert (root.version, root.root.threshold) == (2, 2)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("pkcs11:token=Carl", "keys.token-absent"),
        ("pkcs11:token=Anna;serial=00", "keys.token-absent"),
        ("pkcs11:token=Anna;object=nothing", "keys.token-no-key"),
        ("pkcs11:token=Anna?module-path=/nowhere/x.so", "keys.token-module"),
        ("pkcs11:token=Anna?module-path=/etc/hostname", "keys.token-module"),
        ("pkcs11:token=Anna?pin-value=1", "keys.token-uri"),
        ("not-a-token", "keys.token-uri"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused_in_words(desk: Tokens, address: str, code: str) -> None:
    command = ("keys", "new", "x.token", "--existing", "--token", address, "--role", "root", *WITH_PIN)
    assert desk.run(*command, code=10).startswith(f"{code}: ")
    assert not (desk.folder / "x.token").exists()


def test_of_two_tokens_of_one_name_the_serial_number_decides(desk: Tokens) -> None:
    desk.plug_in("Anna")
    said = new(desk, code=10)
    assert said.startswith("keys.token-absent") and said.count("serial") == 3
    serial = said.split("(serial ")[1].partition(")")[0]
    new(desk, token=f"pkcs11:token=Anna;serial={serial}")


def test_without_a_driver_or_a_pin_the_command_says_what_is_needed(desk: Tokens) -> None:
    command = ("keys", "list", "pkcs11:token=Anna")
    assert desk.run(*command, code=10, HANDRAIL_PKCS11_MODULE="").startswith("keys.token-module")
    assert desk.run(*command, code=10).startswith("keys.token-pin-needed")
    assert "No P-256 keys" in desk.run(*command, HANDRAIL_PKCS11_PIN_FILE="pin")
    assert "No P-256 keys" in desk.run("keys", "list", "pkcs11:token=Anna?pin-source=file:pin")
    (desk.folder / "pin").chmod(0o644)
    assert desk.run(*command, *WITH_PIN, code=10).startswith("keys.readable-by-others")


def test_a_wrong_pin_is_sent_once_and_shown_nowhere(desk: Tokens) -> None:
    new(desk)
    desk.secret("wrong", "000111")
    said = desk.run("keys", "list", "pkcs11:token=Anna", "--password-file", "wrong", code=10)
    assert said.startswith("keys.token-pin: Token Anna refused the PIN: it is wrong")
    assert "000111" not in said and PIN not in said


def test_a_person_types_the_pin_and_nobody_sees_it(desk: Tokens) -> None:
    # The blank after the colon is written once the terminal has stopped to echo.
    code, seen = desk.typed("keys", "list", "pkcs11:token=Anna", prompt="PIN of token Anna: ", answer=PIN)
    assert code == 0 and "No P-256 keys" in seen and PIN not in seen


@pytest.mark.parametrize(
    ("answer", "code", "word"), [("y", 0, "It is complete"), ("n", 10, "you did not say yes"), ("", 10, "you did")]
)
def test_a_root_is_signed_only_by_who_says_yes_after_reading(desk: Tokens, answer: str, code: int, word: str) -> None:
    (desk.folder / "live.zip").write_bytes(Bank().package())
    (desk.folder / "console.pem").write_bytes(Bank().key.to_pem())
    (desk.folder / "console.pem").chmod(0o600)
    desk.run("keys", "new", "bert.key", "--role", "root", "--label", "Bert", "--password-file", "pin", code=10)
    desk.secret("password", "correct horse battery")
    desk.run("keys", "new", "bert.key", "--role", "root", "--label", "Bert", "--password-file", "password")
    trust = ("--trust", Bank().trust)
    seats = ("--add", "root=bert.key", "--nothing-live", "staging")
    desk.run("keys", "rotate", "live.zip", "--out", "r.json", *trust, *seats)
    signing = ("keys", "sign", "r.json", "--out", "s.json", *trust, "--key", "console.pem", "--names", ".")
    ended, seen = desk.typed(*signing, prompt="Sign root 2? [y/N]: ", answer=answer)
    assert seen.index("added: key") < seen.index("(Bert)") < seen.index("Sign root 2?")
    assert (ended, (desk.folder / "s.json").exists()) == (code, code == 0) and word in seen
    nobody = desk.run(*signing, code=10)
    assert "keys.not-confirmed" in nobody


def test_a_token_that_cannot_sign_so_is_refused(tmp_path: Path) -> None:
    unable = Tokens(tmp_path, without="CKM_EC_KEY_PAIR_GEN")
    unable.plug_in("Anna")
    said = new(unable, code=10)
    assert said.startswith("keys.token-mechanism") and not (tmp_path / "anna.token").exists()


def test_a_token_that_lost_its_mechanism_signs_nothing(desk: Tokens) -> None:
    new(desk)
    (desk.folder / "live.zip").write_bytes(Bank().package())
    trust = ("--trust", Bank().trust)
    seats = ("--add", "root=anna.token", "--nothing-live", "staging")
    desk.run("keys", "rotate", "live.zip", "--out", "r.json", *trust, *seats)
    Tokens(desk.folder, without="CKM_ECDSA")
    command = ("keys", "sign", "r.json", "--out", "s.json", *trust, "--key", "anna.token", *WITH_PIN, "--yes")
    assert "keys.token-mechanism: Token Anna cannot do this" in desk.run(*command, code=10)
    assert not (desk.folder / "s.json").exists()


def test_a_note_never_signs_with_another_key_than_it_names(desk: Tokens) -> None:
    new(desk)
    new(desk, "other.token")
    note, other = (json.loads((desk.folder / name).read_bytes()) for name in ("anna.token", "other.token"))
    (desk.folder / "anna.token").write_text(json.dumps({**note, "token": other["token"]}))
    (desk.folder / "live.zip").write_bytes(Bank().package())
    trust = ("--trust", Bank().trust)
    desk.run(
        "keys",
        "rotate",
        "live.zip",
        "--out",
        "r.json",
        *trust,
        "--add",
        "root=other.token",
        "--nothing-live",
        "staging",
    )
    said = desk.run(
        "keys", "sign", "r.json", "--out", "s.json", *trust, "--key", "anna.token", *WITH_PIN, "--yes", code=10
    )
    assert "keys.token-no-key" in said and "another key" in said and not (desk.folder / "s.json").exists()


def test_a_key_that_the_token_would_hand_out_is_named(desk: Tokens) -> None:
    pem = desk.folder / "k.pem"
    pem.write_bytes(Bank().key.to_pem())
    importing = ["softhsm2-util", "--import", str(pem), "--token", "Anna", "--label", "old", "--id", "0a", "--pin", PIN]
    subprocess.run(importing, env=desk.environment, check=True, capture_output=True)
    script = """
import sys, pkcs11
from pkcs11 import Attribute as A, KeyType
from pkcs11.util.ec import encode_named_curve_parameters
lib = pkcs11.lib(sys.argv[1])
with lib.get_token(token_label="Anna").open(user_pin=sys.argv[2], rw=True) as session:
    for curve, label in (("secp256r1", "loose"), ("secp384r1", "long")):
        named = {A.EC_PARAMS: encode_named_curve_parameters(curve)}
        made = session.create_domain_parameters(KeyType.EC, named, local=True)
        made.generate_keypair(store=True, label=label, id=label.encode(),
                              private_template={A.EXTRACTABLE: True, A.SENSITIVE: False})
"""
    command = [sys.executable, "-c", script, str(MODULE), PIN]
    subprocess.run(command, env=desk.environment, check=True)
    listed = json.loads(desk.run("keys", "list", "pkcs11:token=Anna", *WITH_PIN, "--json"))["keys"]
    assert [(each["label"], bool(each["problem"])) for each in listed] == [("loose", True), ("old", False)]
    existing = ("keys", "new", "l.token", "--existing", "--role", "root", *WITH_PIN, "--token")
    assert "WARNING" in desk.run(*existing, "pkcs11:token=Anna;object=loose")
    long = (
        "keys",
        "new",
        "m.token",
        "--existing",
        "--role",
        "root",
        *WITH_PIN,
        "--token",
        "pkcs11:token=Anna;object=long",
    )
    assert desk.run(*long, code=10).startswith("keys.token-mechanism")


def test_keys_new_never_touches_the_token_when_its_file_exists(desk: Tokens) -> None:
    (desk.folder / "anna.token").write_text("mine")
    assert new(desk, code=10).startswith("keys.exists")
    assert "No P-256 keys" in desk.run("keys", "list", "pkcs11:token=Anna", *WITH_PIN)
