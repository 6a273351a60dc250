"""Where statements come from: publishers, speakers, sources and their immutable copies.

Without any knowledge of claims.
"""

from sources.models.archiving import ArchivedCopy, ArchiveRequest
from sources.models.captures import AnchorCheck, CaptureRequest, Sighting, Takedown
from sources.models.documents import Publisher, Snapshot, Source
from sources.models.people import Alias, ProtectedName, Role, Speaker, SpeakerMerge
from sources.models.recordings import Cue, Recording, Transcript
from sources.models.time_stamps import TimeStamp
