"""Everything that can go wrong, as one tree.

BothSidesError                  the root; its message is one line that names the remedy
├── UserError                   the caller's mistake: exit status 2, never a traceback
│   ├── QuestionError           a question that is empty, too long, or not text
│   ├── CorpusError             a corpus path that is missing, empty, or holds nothing readable
│   ├── LoadingError            one file that cannot be read; the others still are
│   ├── IndexFormatError        an index that is truncated, foreign, or of another version
│   ├── ModelError              a model name or file that cannot be loaded
│   ├── SettingsError           a setting or a dispute file with a wrong value
│   ├── GoldError               a row of a gold file that is malformed
│   └── ReportError             an evaluation report that cannot be read, compared or written
├── DraftError                  a language model that gives no draft: quotes are shown instead
├── StorageError                the disk is full or refuses: the old index is kept
└── InternalError               our own bug, such as a citation that does not match its source
"""


class BothSidesError(Exception):
    """The root of every error this project raises on purpose."""


class UserError(BothSidesError):
    """The caller's mistake; the message names the remedy."""


class QuestionError(UserError):
    """A question that is empty, too long, or not text."""


class CorpusError(UserError):
    """A corpus path that does not exist, is empty, or holds nothing readable."""


class LoadingError(UserError):
    """One file that cannot be read; raised by its loader, collected by the folder's."""


class IndexFormatError(UserError):
    """An index that is truncated, foreign, or written by another version."""


class ModelError(UserError):
    """A model name or model file that cannot be loaded."""


class SettingsError(UserError):
    """A setting or a dispute file with a wrong value."""


class GoldError(UserError):
    """A malformed row of a gold file; the message names file, line and field."""


class ReportError(UserError):
    """A report of an evaluation that cannot be read, compared with, or written."""


class DraftError(BothSidesError):
    """A language model that gives no draft; caught inside `ask`, where quotes take its place."""


class StorageError(BothSidesError):
    """The disk is full or refuses a write; what was stored before is kept."""


class InternalError(BothSidesError):
    """A bug of ours, such as a citation whose offsets do not give its quote."""
