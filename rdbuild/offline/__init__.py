"""The embedded API: a second program that ships with rdbuild.

Owns: a working double of the documented API, from its request rules to its pictures.
Must not know: any other part of rdbuild; it reads `styles.json` as data, and has prices and encoders of its own.
Rule: at least as strict as the real API, or what works here fails there.
"""

from rdbuild.offline.faults import Fault
from rdbuild.offline.faults import parse as parse_faults
from rdbuild.offline.rules import parse_styles
from rdbuild.offline.server import Server, serve
from rdbuild.offline.settings import Settings

__all__ = ["Fault", "Server", "Settings", "parse_faults", "parse_styles", "serve"]
