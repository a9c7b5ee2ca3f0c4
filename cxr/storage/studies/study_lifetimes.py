"""How long originals, studies without a film, and the marks of deleted studies are kept."""

from datetime import timedelta

ORIGINALS_LIFETIME = timedelta(days=30)
"""How long an original is kept, at most: a deployment may choose fewer days."""

AWAITING_UPLOAD_TTL = timedelta(days=48)
"""How long a study waits for its film: longer than an original is kept (30 days, the most that
infra/parameter_values.js lets a deployment have, 15 more as a noncurrent version, and the lag of S3's
lifecycle). A film that came while the table was down lies in the dead-letter queue meanwhile. If the study
were gone before it, the film's redrive would make a new study, without the patient reference."""

TOMBSTONE_TTL = timedelta(days=60)
"""How long a deleted study is remembered: longer than its original is kept (48 days at most), and than an
event of its film is late. SQS counts a message's age from the film's arrival, in the dead-letter queue too:
10 days in its lane at most, 14 in all. A redrive sends a new message, with 14 days of its own."""
