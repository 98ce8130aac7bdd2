"""Leave out a grammar of web addresses: `import tools.lean`, or `pytest -p tools.lean`.

jsonschema reads it for a second, to check addresses in schemas. Neither notebooks nor JupyterLab
have any there, and jsonschema does without the grammar where it is not installed.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
