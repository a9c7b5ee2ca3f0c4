"""Reports in one sentence what ended a command of an operator: a refusal of AWS, a file, or Ctrl-C."""

import sys
from collections.abc import Callable

from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError, NoCredentialsError

_MISUSE = 2
_INTERRUPTED = 130
"""The status that shells know for SIGINT."""
_CREDENTIALS = {
    *("AuthFailure", "ExpiredToken", "ExpiredTokenException", "InvalidAccessKeyId", "InvalidClientTokenId"),
    *("InvalidSignatureException", "SignatureDoesNotMatch", "UnrecognizedClientException"),
}
"""The words of AWS's services for credentials that have expired, or never existed."""
_RIGHTS = {"AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation", "403"}


def reason(error: BotoCoreError | ClientError) -> str:
    """Return what AWS's answer, or its silence, means, as one sentence."""
    if isinstance(error, ClientError):
        return _answer(error)
    if isinstance(error, NoCredentialsError):
        return "the environment has no AWS credentials."
    if isinstance(error, EndpointConnectionError):
        return (
            f"{error.kwargs['endpoint_url']} does not answer; see --region, AWS_ENDPOINT_URL and the network."
        )
    # Botocore writes some of its messages on several lines.
    return f"AWS cannot be asked: {' '.join(str(error).split()).rstrip('.')}."


def _answer(error: ClientError) -> str:
    code, message = error.response["Error"]["Code"], error.response["Error"].get("Message", "").rstrip(".")
    if code in _CREDENTIALS:
        return f"AWS refuses the credentials of the environment ({code}); get new ones."
    if code in _RIGHTS:
        return f"the credentials may not do {error.operation_name} ({code}): {message}."
    return f"AWS refuses {error.operation_name} ({code}): {message}."


def run_command(name: str, main: Callable[[], int]) -> int:
    """Return the status of the command; say why, in one sentence, if AWS, a file or Ctrl-C ends it."""
    try:
        return main()
    except (BotoCoreError, ClientError) as e:
        print(f"{name}: {reason(e)}", file=sys.stderr)
        return _MISUSE
    except OSError as e:
        if e.filename is None:
            raise
        print(f"{name}: {e.filename} cannot be used: {e.strerror}.", file=sys.stderr)
        return _MISUSE
    except KeyboardInterrupt:
        print(f"\n{name}: interrupted.", file=sys.stderr)
        return _INTERRUPTED
