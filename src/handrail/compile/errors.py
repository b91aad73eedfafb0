"""Why content cannot be compiled."""

from handrail.errors import HandrailError


class MissingMediaError(HandrailError):
    """The bytes of a picture or video were not handed over, or are not the ones its hash names."""

    code = "compile.media-missing"
    sentence = (
        "The file {name!r} (SHA-256 {sha256}) cannot be published: {reason}. Nothing was published; "
        "upload it again or take it out of the campaigns that show it."
    )
