"""Errors as JSON: ``{"code", "message", "params"}`` with the fitting status."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from handrail.errors import ConflictError, HandrailError, NotAllowedError, NotFoundError

STATUS: tuple[tuple[type[HandrailError], int], ...] = (
    (NotAllowedError, 403),
    (NotFoundError, 404),
    (ConflictError, 409),
)
"""Status of an error kind; every other deliberate error is 422."""


def install_error_mapping(api: NinjaAPI) -> None:
    """Let ``api`` answer deliberate errors, refused credentials and refused bodies in one form."""

    @api.exception_handler(HandrailError)
    def deliberate(request: HttpRequest, error: HandrailError) -> HttpResponse:
        status = next((code for kind, code in STATUS if isinstance(error, kind)), 422)
        data: dict[str, object] = dict(error.as_data())
        if "problems" in error.params:
            data["problems"] = error.params["problems"]
        return api.create_response(request, data, status=status)

    @api.exception_handler(AuthenticationError)
    def nobody(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        message = "No valid token and no signed-in person. Nothing was changed; send `Authorization: Bearer <token>`."
        return api.create_response(
            request, {"code": "access.unauthenticated", "message": message, "params": {}}, status=401
        )

    @api.exception_handler(ValidationError)
    def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
        problems = [
            {"where": ".".join(str(part) for part in e.get("loc", ())), "what": str(e.get("msg", ""))}
            for e in error.errors
        ]
        summary = "; ".join(f"{p['where']}: {p['what']}" for p in problems)
        message = f"The request has problems; nothing was changed: {summary}"
        data = {"code": "content.invalid", "message": message, "params": {}, "problems": problems}
        return api.create_response(request, data, status=422)
