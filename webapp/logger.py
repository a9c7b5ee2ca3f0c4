"""The logger of the web function: JSON lines with the correlation id of the request.

Do not log e-mail addresses, tokens, codes, patient references or file names.
"""

from aws_lambda_powertools import Logger

logger = Logger(service="web", use_rfc3339=True)
