from .seminars import SeminarAdmin
from .sessions import SessionAdmin
from .video import VideoLinkAdmin

__all__ = ["SeminarAdmin", "SessionAdmin", "VideoLinkAdmin"]
