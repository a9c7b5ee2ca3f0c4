"""What Lambda passes to a function about itself."""

from aws_lambda_powertools.utilities.typing import LambdaContext


class Context(LambdaContext):
    """The fields of a context that Powertools reads."""

    def __init__(self, function: str) -> None:
        self._function_name = function
        self._memory_limit_in_mb = 1769
        self._invoked_function_arn = f"arn:aws:lambda:eu-central-1:000000000000:function:{function}"
        self._aws_request_id = "52fdfc07-2182-154f-163f-5f0f9a621d72"
